import { Drawing, type Place } from "./drawing.ts";
import { asked, native } from "./native.ts";
import { expect, test } from "./test.ts";

const square: Place[] = [[-30, -20], [30, -20], [30, 20], [-30, 20]];

test("probe", async ({ page }) => {
  const requests = asked(page);
  const drawing = new Drawing(page);
  await drawing.tool("Area");
  await drawing.ring(square);
  await expect.poll(() => requests.last).not.toBeNull();
  await page.getByRole("combobox", { name: "Volumes" }).selectOption("Each point");
  await page.getByRole("textbox", { name: "Each point" }).or(page.getByRole("textbox", { name: /point/i })).first().fill("20");
  await page.keyboard.press("Enter");
  await page.getByText("Limits", { exact: true }).click();
  await page.getByRole("button", { name: "Add limit" }).click();
  await page.waitForTimeout(500);
  console.log(JSON.stringify(requests.last, (_, v) => typeof v === "bigint" ? String(v) : v));
  console.log(await page.locator("body").ariaSnapshot());
  await page.screenshot({ path: "/tmp/serve-shot.png" });
  await page.waitForTimeout(1500);
});
