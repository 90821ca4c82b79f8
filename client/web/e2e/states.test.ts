import { Planner } from "./planner.ts";
import { axe, expect, test } from "./test.ts";

/** Whoever is on the page comes through these states; each is to be in order, in light and in dark. */
for (const colorScheme of ["light", "dark"] as const) {
  test(`every state, ${colorScheme}: axe`, async ({ page, faults }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme });
    const planner = new Planner(page);
    const toolbar = page.getByRole("toolbar", { name: "Plan" });
    const check = (state: string) => test.step(state, () => axe(page));

    for (const example of await names()) {
      await planner.pick("Examples", example);
      await planner.settled();
      await check(example);
    }
    for (const menu of ["Examples", "Export"]) {
      await toolbar.getByRole("button", { name: menu }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await check(`${menu}, open`);
      await page.keyboard.press("Escape");
    }
    await planner.press("Help");
    await check("help");
    await page.keyboard.press("Escape");
    await planner.pick("Export", "Command lines…");
    await check("command lines");
    await page.keyboard.press("Escape");

    await planner.pick("Examples", "Submental area, by a protocol");
    await planner.settled();
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    await page.getByRole("slider").fill("9");
    await check("all that opens is open, in the middle of the order");
    await planner.choose("Pattern", "Triangular");
    await expect(page.getByText("HARD_LIMIT").first()).toBeVisible();
    await check("beyond a hard limit");

    await planner.pick("Examples", "Thigh, triangles of 3 mm");
    await planner.set("Spacing", "0.4");
    await planner.expectFacts({ Points: "95967" });
    await check("100,000 points");
    await planner.set("Spacing", "0.1");
    await planner.expectFacts({ Pattern: "triangular, 0.1 mm apart, rows at 17 degrees" });
    await check("more points than are drawn");
    await page.context().setOffline(true);
    await planner.set("Spacing", "10");
    await expect(page.getByText(/The server does not answer/).first()).toBeVisible();
    await check("a server that is away");
    faults.splice(0, faults.length, ...faults.filter((f) => !f.includes("ERR_INTERNET_DISCONNECTED")));

    async function names(): Promise<string[]> {
      await toolbar.getByRole("button", { name: "Examples" }).click();
      const items = await page.getByRole("menuitem").allTextContents();
      await page.keyboard.press("Escape");
      return items;
    }
  });
}
