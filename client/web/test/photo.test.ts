import { expect, test } from "vitest";
import { movedPhoto, scaledPhoto } from "../src/board/photo.ts";
import { emptyPlan } from "../src/plan/plan.ts";

const photo = {
  url: "blob:x",
  name: "x.jpg",
  width: 400,
  height: 300,
  x: -1_000,
  y: 2_000,
  umPerPixel: 100,
  scaled: false,
};
const plan = { ...emptyPlan, photo };

test("a known distance scales the photograph about its first end", () => {
  const [a, b] = [
    { x: 3_000, y: 5_000 },
    { x: 6_000, y: 9_000 },
  ];
  const scaled = scaledPhoto(plan, a, b, 20_000).photo!;
  expect(scaled).toMatchObject({ umPerPixel: 400, scaled: true, width: 400 });
  // The pixel that was under a is still there, and the one that was under b is 20 mm away.
  const under = (p: { x: number; y: number }, q: typeof photo) => [
    (p.x - q.x) / q.umPerPixel,
    (p.y - q.y) / q.umPerPixel,
  ];
  expect(under(a, scaled)).toEqual(under(a, photo));
  const [i, j] = under(b, photo) as [number, number];
  const [x, y] = [scaled.x + i * scaled.umPerPixel, scaled.y + j * scaled.umPerPixel];
  expect(Math.hypot(x - a.x, y - a.y)).toBeCloseTo(20_000, 6);
});

test("no distance, or no photograph: nothing", () => {
  const a = { x: 1, y: 1 };
  expect(scaledPhoto(plan, a, a, 1_000)).toBe(plan);
  expect(scaledPhoto(emptyPlan, a, { x: 2, y: 1 }, 1_000)).toBe(emptyPlan);
  expect(movedPhoto(emptyPlan, photo, 1, 1)).toBe(emptyPlan);
});

test("moving counts from where the gesture began", () => {
  const once = movedPhoto(plan, photo, 10, -20);
  expect(movedPhoto(once, photo, 30, 5).photo).toMatchObject({ x: -970, y: 2_005 });
});
