import { Drawing } from "./drawing.ts";
import { asked, native } from "./native.ts";
import { Planner } from "./planner.ts";
import { axe, expect, test } from "./test.ts";

test("a hard limit refuses the plan, says which, and keeps the last good grid apart", async ({ page }) => {
  const [drawing, planner, requests] = [new Drawing(page), new Planner(page), asked(page)];
  const results = page.getByRole("region", { name: "Results" });
  await drawing.rectangle();
  await planner.choose("Volumes", "Each point");
  await planner.set("Volume a point", "20");
  await planner.settled();
  const good = await planner.facts();
  expect(Number(good.Points)).toBeGreaterThan(0);

  await planner.openGroup("Limits");
  await planner.press("Add limit");
  await planner.choose("Limit on", "total volume");
  await planner.set("Refuse above", "0.3");
  await expect(results.getByText("Refused", { exact: true })).toBeVisible();
  await expect(results.getByText("HARD_LIMIT")).toBeVisible();
  await expect(results.getByText(/above the hard limit of 0\.3 mL/).first()).toBeVisible();
  await expect(results.getByText(/last good/i).first()).toBeVisible();
  await planner.expectFacts(good); // those of the grid that is still shown
  await expect.poll(() => requests.last?.spec?.limits[0]?.hardMax).toBe(300_000n);
  await expect(native(requests.last!)).rejects.toThrow(/HARD_LIMIT/);
  await axe(page);

  await planner.set("Refuse above", "0.5");
  await planner.settled();
  await expect(results.getByText("HARD_LIMIT")).toBeHidden();
  await expect(results.getByText(/last good/i).filter({ visible: true })).toHaveCount(0);
});

test("a soft limit warns", async ({ page }) => {
  const [drawing, planner] = [new Drawing(page), new Planner(page)];
  const results = page.getByRole("region", { name: "Results" });
  await drawing.rectangle();
  await planner.openGroup("Limits");
  await planner.press("Add limit");
  await planner.set("Warn above", "10");
  await expect(results.getByText(/Up to date, with 1 warning/)).toBeVisible();
  await expect(results.getByText(/soft limit of 10/).first()).toBeVisible();
  await axe(page);
});

test("what the server cannot be asked is said, and asked again", async ({ page, faults }) => {
  const [drawing, planner] = [new Drawing(page), new Planner(page)];
  const results = page.getByRole("region", { name: "Results" });
  await drawing.rectangle();
  await planner.settled();
  await page.context().setOffline(true);
  await planner.set("Spacing", "5");
  await expect(results.getByText(/The server does not answer/).first()).toBeVisible();
  await expect(results.getByText(/last good/i).first()).toBeVisible();
  await page.context().setOffline(false);
  await planner.settled();
  await planner.expectFacts({ Pattern: "triangular, 5 mm apart, rows at 0 degrees" });
  expect(faults.filter((f) => !f.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
  faults.length = 0;
});
