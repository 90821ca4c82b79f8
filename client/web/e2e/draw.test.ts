import { type GenerateGridRequest, type GridKey, Pattern, type Ring } from "@mesogrid/client";
import { Drawing, type Place } from "./drawing.ts";
import { asked, native } from "./native.ts";
import { mL, Planner } from "./planner.ts";
import { axe, expect, test } from "./test.ts";

const area: Place[] = [
  [-30, -20],
  [30, -20],
  [30, 20],
  [-30, 20],
];
const acrossRim: Place[] = [
  [18, -8],
  [45, -8],
  [45, 8],
  [18, 8],
];
const inside: Place[] = [
  [-20, -10],
  [0, -10],
  [0, 10],
  [-20, 10],
];

/** How far a click may be from what was meant: a pixel of CSS, um. */
const pixel = 300;

function outlineOf(request: GenerateGridRequest | null) {
  return request?.spec?.area.case === "outline" ? request.spec.area.value : null;
}

/** isNear says that a ring has the places that were clicked, in whatever direction and from whichever vertex on. */
function isNear(ring: Ring | undefined, places: readonly Place[]): boolean {
  if (ring?.xUm.length !== places.length) return false;
  return places.every(([x, y]) =>
    ring.xUm.some((um, i) => Math.hypot(um - x * 1_000, ring.yUm[i]! - y * 1_000) <= pixel * Math.SQRT2),
  );
}

/** keyText is the key as the results have it. */
function keyText({ pointCount, crc32c, revision }: GridKey): string {
  return `${pointCount} points, CRC ${crc32c.toString(16).toUpperCase().padStart(8, "0")}, revision ${revision}`;
}

test("draws an area with a keep-out across its rim, and has the totals of native gRPC", async ({ page }) => {
  const [drawing, planner, requests] = [new Drawing(page), new Planner(page), asked(page)];
  await drawing.tool("Area");
  await drawing.ring(area);
  await planner.settled();
  await drawing.tool("Keep-out");
  await drawing.ring(acrossRim);
  await planner.choose("Volumes", "Each point");
  await planner.set("Volume a point", "12.5");
  await page.getByText("Protocol, lattice and key").click();
  for (const [spacing, spacingUm] of [
    ["10", 10_000],
    ["2.5", 2_500],
    ["7.25", 7_250],
  ] as const) {
    await planner.set("Spacing", spacing);
    const dosing = { rule: { case: "pointNl", value: 12_500 } };
    await expect
      .poll(() => requests.last?.spec)
      .toMatchObject({ pattern: Pattern.TRIANGULAR, spacingUm, marginUm: 3_000, dosing, limits: [], protocol: "" });
    const outline = outlineOf(requests.last);
    expect(isNear(outline?.polygons[0]?.shell, area), `the area that is asked for: ${JSON.stringify(outline)}`).toBe(
      true,
    );
    expect(isNear(outline?.keepOuts[0]?.polygon?.shell, acrossRim), "the keep-out that is asked for").toBe(true);
    const { header, report, points } = await native(requests.last!);
    await planner.expectFacts({
      Points: String(header!.key!.pointCount),
      Volume: mL(header!.totalVolumeNl),
      Key: keyText(header!.key!),
    });
    expect(header!.totalVolumeNl, "nL in all").toBe(12_500n * header!.key!.pointCount);
    // A keep-out across the rim is not taken off the area; each edge lies within a pixel of what was meant.
    expect(Math.abs(report!.areaMm2 - 2_400), "mm2 that the outline is off").toBeLessThan((200 * pixel) / 1_000);
    for (const [i, x] of points!.xUm.entries()) {
      const y = points!.yUm[i]!;
      expect(Math.abs(x) <= 27_000 + pixel && Math.abs(y) <= 17_000 + pixel, `${x}, ${y} um keeps the margin`).toBe(
        true,
      );
      expect(x > 15_000 + pixel && Math.abs(y) < 8_000 - pixel, `${x}, ${y} um is at the margin of the keep-out`).toBe(
        false,
      );
    }
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`a grid, a hole and a marked vertex, ${colorScheme}: axe`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const [drawing, planner] = [new Drawing(page), new Planner(page)];
    await drawing.tool("Area");
    await drawing.ring(area);
    await drawing.tool("Hole");
    await drawing.ring(inside);
    await drawing.click(inside[0]!);
    await planner.settled();
    await axe(page);
  });
}

test("undo takes a hole back, and redo makes it again", async ({ page }) => {
  const [drawing, planner, requests] = [new Drawing(page), new Planner(page), asked(page)];
  const holes = () => outlineOf(requests.last)?.polygons.map(({ holes }) => holes.length);
  await drawing.tool("Area");
  await drawing.ring(area);
  await expect.poll(holes).toEqual([0]);
  await planner.settled();
  const whole = await planner.facts();

  await drawing.tool("Hole");
  await drawing.ring(inside);
  await expect.poll(holes).toEqual([1]);
  const shell = outlineOf(requests.last)!.polygons[0]!.shell!;
  expect(isNear(outlineOf(requests.last)!.polygons[0]!.holes[0], inside), "the hole that is asked for").toBe(true);
  await planner.settled();
  const holed = await planner.facts();
  expect(Number(holed.Points)).toBeLessThan(Number(whole.Points));

  await drawing.drag(inside[2]!, [5, 14]);
  await expect
    .poll(() => isNear(outlineOf(requests.last)!.polygons[0]!.holes[0], [...inside.slice(0, 2), [5, 14], inside[3]!]))
    .toBe(true);
  await planner.press(/^Undo/);
  await planner.expectFacts(holed);
  await page.keyboard.press("Control+z");
  await planner.expectFacts(whole);
  expect(holes()).toEqual([0]);
  await planner.press(/^Redo/);
  await planner.expectFacts(holed);
  expect(outlineOf(requests.last)!.polygons[0]!.shell, "the shell, untouched").toEqual(shell);
});

test("points are drawn where they are @dense", async ({ page }) => {
  const [drawing, planner, requests] = [new Drawing(page), new Planner(page), asked(page)];
  await drawing.tool("Area");
  await drawing.ring(area);
  await planner.choose("Pattern", "Square");
  await expect.poll(() => requests.last?.spec?.pattern).toBe(Pattern.SQUARE);
  await planner.settled();
  const { points } = await native(requests.last!);
  const places = points!.xUm.map((x, i): Place => [x / 1_000, points!.yUm[i]! / 1_000]).slice(1, -1); // the ends have signs
  expect(places.length).toBeGreaterThan(10);
  // A disc of 10 mm spacing has a radius of 8 px, which is 2.4 mm before anybody zooms: so its centre is right to 0.4 mm.
  const around = (r: number) =>
    places.flatMap(([x, y]): Place[] => [
      [x + r, y],
      [x - r, y],
      [x, y + r],
      [x, y - r],
    ]);
  const colours = async (at: Place[]) => (await drawing.colours(at)).map(String);
  const ground = (await colours([[places[0]![0] + 5, places[0]![1] - 4]]))[0];
  const [on, off] = [await colours([...places, ...around(2)]), await colours(around(2.9))];
  expect(on[0]).not.toBe(ground);
  expect(on, "on the points").toEqual(on.map(() => on[0]));
  expect(off, "beside the points").toEqual(off.map(() => ground));
});

test("a finger draws an area @touch", async ({ page }) => {
  const [drawing, planner, requests] = [new Drawing(page, true), new Planner(page), asked(page)];
  await drawing.tool("Area");
  await drawing.ring(area);
  await expect.poll(() => isNear(outlineOf(requests.last)?.polygons[0]?.shell, area)).toBe(true);
  await planner.settled();
  await axe(page);
});
