import { Quantity } from "@mesogrid/client";
import { Keys } from "./keys.ts";
import { asked, native } from "./native.ts";
import { mL, Planner } from "./planner.ts";
import { expect, test } from "./test.ts";

type Places = readonly (readonly [x: string, y: string])[];

const area: Places = [
  ["-35", "-22.5"],
  ["35", "-22.5"],
  ["35", "22.5"],
  ["-35", "22.5"],
];
const hole: Places = [
  ["-15", "-5"],
  ["-5", "-5"],
  ["-10", "5.125"],
];
const keepOut: Places = [
  ["20", "0"],
  ["28", "0"],
  ["24", "6.5"],
];

const um = (places: Places) => ({
  xUm: places.map(([x]) => Number(x) * 1_000),
  yUm: places.map(([, y]) => Number(y) * 1_000),
});

test("a plan from nothing to paper, and back, by keyboard alone", async ({ page }) => {
  const [keys, planner, requests] = [new Keys(page), new Planner(page), asked(page)];
  const outline = () => {
    const area = requests.last?.spec?.area;
    return area?.case === "outline" ? area.value : null;
  };
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const box = (name: string) => page.getByRole("combobox", { name, exact: true });
  const field = (name: string) => page.getByRole("textbox", { name, exact: true });
  const group = (name: string) => page.locator("summary", { hasText: new RegExp(`^${name}`) });
  /** places are typed down the columns, from the first field of a ring that was just added. */
  const places = async (ring: string, all: Places) => {
    await keys.at(field(`${ring}, vertex 0, x in mm`));
    for (const axis of [0, 1] as const) {
      for (const [i, place] of all.entries()) {
        if (i > 0) await keys.press("ArrowDown");
        await keys.type(place[axis]);
      }
      if (axis === 0) await keys.press("PageUp", "Tab");
    }
    await keys.press("Enter");
  };

  await keys.press("Tab");
  await keys.at(page.getByRole("link", { name: "Skip to the results" }));
  await keys.press("Enter");
  await keys.to(button("Add area"));
  await keys.press("Enter");
  await places("Area 1", area);
  await keys.to(button("Add hole"), "Shift+Tab");
  await keys.press("Enter");
  await places("Area 1, hole 1", hole);
  await keys.to(button("Add keep-out"), "Shift+Tab");
  await keys.press("Enter");
  await places("Keep-out 1", keepOut);
  await expect.poll(() => outline()?.keepOuts[0]?.polygon?.shell).toMatchObject(um(keepOut));
  expect(outline()!.polygons).toMatchObject([{ shell: um(area), holes: [um(hole)] }]);

  await keys.to(group("Areas and keep-outs"), "Shift+Tab");
  await keys.press("Enter");
  const row = page.getByRole("group", { name: "Keep-out 1", exact: true });
  await keys.to(row.getByRole("textbox", { name: "Name" }));
  await keys.type("mole");
  await keys.to(row.getByRole("textbox", { name: "Margin" }));
  await keys.type("6.25");

  await keys.to(group("Limits"), "Shift+Tab");
  await keys.press("Enter");
  await keys.to(button("Add limit"));
  await keys.press("Enter");
  await keys.at(box("Limit on"));
  await page.keyboard.type("total v");
  await keys.to(field("Refuse above"));
  await keys.type("9");

  await keys.to(box("Placement"), "Shift+Tab");
  await page.keyboard.type("Best");
  await keys.press("F1");
  await expect(page.getByText(/^Where the rows and columns lie/)).toBeVisible();
  await keys.press("F1");
  await expect(page.getByText(/^Where the rows and columns lie/)).toBeHidden();
  await keys.to(box("Protocol"), "Shift+Tab");
  await page.keyboard.type("Deoxycholic");

  await expect.poll(() => outline()?.keepOuts[0]).toMatchObject({ name: "mole", marginUm: 6_250 });
  await expect
    .poll(() => requests.last?.spec)
    .toMatchObject({
      protocol: "deoxycholate-submental",
      placement: { case: "bestFit" },
      limits: [{ quantity: Quantity.TOTAL_VOLUME, hardMax: 9_000_000n }],
    });
  await planner.settled();
  const { header, points } = await native(requests.last!);
  const count = points!.xUm.length;
  await planner.expectFacts({ Points: String(count), Volume: mL(header!.totalVolumeNl) });

  await keys.to(page.getByRole("slider", { name: "Order of delivery" }));
  await keys.press("Home");
  for (const i of [1, 2, 3, count - 1, count]) {
    await keys.press(i === count - 1 ? "End" : "ArrowRight");
    if (i === count - 1) await keys.press("ArrowLeft");
    const [x, y] = [points!.xUm[i - 1]! / 1_000, points!.yUm[i - 1]! / 1_000];
    await expect(page.locator("#player")).toContainText(
      `Point ${i} of ${count} (index ${i - 1}): x ${x} mm, y ${y} mm`,
    );
  }
  await keys.to(button("Show all"));
  await keys.press("Enter");
  await expect(page.locator("#player")).toContainText(`all ${count} points`);
  await keys.held();

  const toolbar = page.getByRole("toolbar", { name: "Plan" });
  await keys.to(toolbar.getByRole("button", { name: /^Undo/ }), "Shift+Tab");
  await keys.to(toolbar.getByRole("button", { name: "Export" }), "ArrowRight");
  const csv = await planner.saved(async () => {
    await keys.press("ArrowDown");
    await keys.at(page.getByRole("menuitem", { name: "Points (CSV)" }));
    await keys.press("Enter");
  });
  expect(csv.text.trim().split("\n").length, "lines of the CSV").toBe(count + 1);
  await keys.at(toolbar.getByRole("button", { name: "Export" }));
  const pdf = await planner.saved(async () => {
    await keys.press("ArrowDown");
    await keys.to(page.getByRole("menuitem", { name: /on A4/ }), "s");
    await keys.press("Enter");
  });
  expect(pdf.text.slice(0, 5)).toBe("%PDF-");
  const saved = await planner.saved(() => keys.press("Control+s"));
  expect(saved.name).toMatch(/\.geojson$/);

  const undo = toolbar.getByRole("button", { name: /^Undo/ });
  await keys.to(undo, "ArrowLeft");
  for (let i = 0; i < 60 && (await undo.getAttribute("aria-disabled")) === "false"; i++) {
    await keys.press("Enter");
    await keys.at(undo);
  }
  await expect(page.getByText("Draw an area or open an example").first()).toBeVisible();
  await expect(box("Protocol")).toHaveValue("");
  await expect(button(/^Redo add area/)).toBeVisible();
});
