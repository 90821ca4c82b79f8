import { expect, test } from "vitest";
import { newPlan, outlineOf, type Plan } from "../src/plan/plan.ts";
import { addArea, addHole, boxOf, ringOf, type Xy } from "../src/plan/shapes.ts";
import { areaSeed, innerSeed } from "../src/table/seed.ts";

const ring = (...at: readonly (readonly [number, number])[]): Xy[] => at.map(([x, y]) => ({ x, y }));
const first = { of: "polygon", index: 0 } as const;

/** inside counts crossings of a ray to the right, over all rings. */
function inside(plan: Plan, { x, y }: Xy): boolean {
  const polygon = outlineOf(plan).polygons[0]!;
  let odd = false;
  for (const { xUm, yUm } of [polygon.shell!, ...polygon.holes]) {
    for (let i = 0, j = xUm.length - 1; i < xUm.length; j = i++) {
      const [ax, ay, bx, by] = [xUm[j]!, yUm[j]!, xUm[i]!, yUm[i]!];
      if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) odd = !odd;
    }
  }
  return odd;
}

test.each<[string, Xy[], Xy[][]]>([
  ["a square", ring([0, 0], [40_000, 0], [40_000, 40_000], [0, 40_000]), []],
  ["a small square", ring([0, 0], [40, 0], [40, 40], [0, 40]), []],
  ["a diamond", ring([0, -9_000], [9_000, 0], [0, 9_000], [-9_000, 0]), []],
  [
    "a U, of which the middle of the box is outside",
    ring(
      [0, 0],
      [90_000, 0],
      [90_000, 50_000],
      [60_000, 50_000],
      [60_000, 9_000],
      [20_000, 9_000],
      [20_000, 50_000],
      [0, 50_000],
    ),
    [],
  ],
  [
    "a square with a hole in its middle",
    ring([0, 0], [40_000, 0], [40_000, 40_000], [0, 40_000]),
    [ring([5_000, 5_000], [30_000, 5_000], [30_000, 30_000], [5_000, 30_000])],
  ],
])("what is added to %s lies inside it", (_, shell, holes) => {
  let plan = addArea(newPlan({}), shell);
  for (const hole of holes) plan = addHole(plan, first, hole);
  const { xUm, yUm } = ringOf(innerSeed(plan, first) ?? []);
  expect(xUm).toHaveLength(3);
  for (const [i, x] of xUm.entries()) expect(inside(plan, { x, y: yUm[i]! }), `${x}, ${yUm[i]}`).toBe(true);
});

test("areas that are added do not meet", () => {
  let plan = newPlan({});
  for (let i = 0; i < 4; i++) plan = addArea(plan, areaSeed(plan));
  const boxes = outlineOf(plan).polygons.map((p) => boxOf([p])!);
  for (const [i, box] of boxes.entries()) {
    if (i > 0) expect(box[0]).toBeGreaterThan(boxes[i - 1]![2]);
  }
});

test("nothing is added to a shape that is not there", () => {
  expect(innerSeed(newPlan({}), first)).toBeNull();
});
