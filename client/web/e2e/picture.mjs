/**
 * Takes the README's picture of the page, page.png: node e2e/picture.mjs, with MESOGRIDD as the URL of a mesogridd, and CHROMIUM
 * as the browser's binary.
 */
import { chromium } from "@playwright/test";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 760 } });
await page.goto(process.env.MESOGRIDD ?? "http://127.0.0.1:7172");
await page.getByRole("button", { name: "Examples" }).click();
await page.getByRole("menuitem", { name: "Scalp, best fit and shortest way" }).click();
await page.getByText("Up to date").first().waitFor();
await page.getByRole("slider").fill("90");
await page.mouse.move(0, 0);
await page.waitForTimeout(1_000);
await page.screenshot({ path: "page.png" });
await browser.close();
