import { expect, test } from "vitest";
import { extentOf } from "../src/board/fit.ts";
import { scaleOf } from "../src/board/scale_bar.ts";
import { emptyPlan } from "../src/plan/plan.ts";
import { addArea, addKeepOut } from "../src/plan/shapes.ts";
import { addFixed } from "../src/plan/spots.ts";

const triangle = (x: number, y: number) => [
  { x, y },
  { x: x + 10, y },
  { x, y: y + 10 },
];

test("the extent is of all that is drawn", () => {
  expect(extentOf(emptyPlan)).toBeNull();
  let plan = addArea(emptyPlan, triangle(0, 0));
  expect(extentOf(plan)).toEqual([0, 0, 10, 10]);
  plan = addKeepOut(plan, triangle(-5, 20));
  expect(extentOf(plan)).toEqual([-5, 0, 10, 30]);
  plan = addFixed(plan, { x: 40, y: -3 });
  expect(extentOf(plan)).toEqual([-5, -3, 40, 30]);
  const photo = { url: "", name: "", width: 4, height: 3, x: -100, y: 0, umPerPixel: 20, scaled: false };
  expect(extentOf({ ...plan, photo })).toEqual([-100, -3, 40, 60]);
});

test("a scale bar is a round length, no longer than asked and longer than two fifths of it", () => {
  for (let longest = 60; longest < 2e8; longest *= 1.07) {
    const { um } = scaleOf(longest);
    expect(um, `of ${longest}`).toBeLessThanOrEqual(longest);
    expect(um, `of ${longest}`).toBeGreaterThan(0.4 * longest);
    expect(String(um)).toMatch(/^[125]0*$/);
  }
  expect([70, 150, 1_200, 9_000, 12_000, 300_000, 1_500_000].map((um) => scaleOf(um).text)).toEqual([
    "50 µm",
    "0.1 mm",
    "1 mm",
    "5 mm",
    "1 cm",
    "20 cm",
    "1 m",
  ]);
});
