import { expect, test } from "vitest";
import { holeOwner, inPolygon, nearestEdge, nearestVertex, placedRings, shapeAt, snap } from "../src/board/hit.ts";
import { placeOf } from "../src/plan/place.ts";
import { emptyPlan, outlineOf } from "../src/plan/plan.ts";
import { addArea, addHole, addKeepOut, type Xy } from "../src/plan/shapes.ts";

const square = (x: number, y: number, side: number): Xy[] => [
  { x, y },
  { x: x + side, y },
  { x: x + side, y: y + side },
  { x, y: y + side },
];

const area = { of: "polygon", index: 0 } as const;
const plan = addKeepOut(
  addArea(addHole(addArea(emptyPlan, square(0, 0, 100)), area, square(40, 40, 20)), square(200, 0, 50)),
  square(90, 90, 20),
);
const shell = { ...area, ring: 0 };
const hole = { ...area, ring: 1 };

test("snapping: a vertex within reach before a nearer edge, and nothing beyond", () => {
  expect(snap(plan, { x: 4, y: 1 }, 5)).toEqual({ at: shell, index: 0, x: 0, y: 0 });
  expect(snap(plan, { x: 20, y: 3 }, 5)).toEqual({ at: shell, index: 0, x: 20, y: 0 });
  expect(snap(plan, { x: 50, y: 57 }, 5)).toEqual({ at: hole, index: 2, x: 50, y: 60 });
  expect(snap(plan, { x: 20, y: 20 }, 5)).toBeNull();
});

test("snapping leaves out the vertex that is dragged and its two edges", () => {
  const except = { at: shell, vertex: 0 };
  expect(snap(plan, { x: 1, y: 1 }, 5, except)).toBeNull();
  expect(snap(plan, { x: 1, y: 50 }, 5, except)).toBeNull();
  expect(snap(plan, { x: 50, y: 1 }, 5, except)).toBeNull();
  expect(snap(plan, { x: 99, y: 50 }, 5, except)).toEqual({ at: shell, index: 1, x: 100, y: 50 });
});

test("the nearest is found wherever it is in the plan", () => {
  for (const [at, { xUm, yUm }] of placedRings(plan)) {
    xUm.forEach((x, index) => {
      const y = yUm[index]!;
      expect(nearestVertex(placedRings(plan), { x: x + 2, y: y - 1 }, 3)).toEqual({ at, index, x, y });
      const next = (index + 1) % xUm.length;
      const middle = { x: (x + xUm[next]!) / 2, y: (y + yUm[next]!) / 2 };
      expect(nearestEdge(placedRings(plan), middle, 1)).toEqual({ at, index, ...middle });
    });
  }
});

test("a ring of one place has no edge to divide by", () => {
  const dot = addArea(
    emptyPlan,
    [0, 0, 0].map(() => ({ x: 7, y: 7 })),
  );
  expect(nearestEdge(placedRings(dot), { x: 8, y: 7 }, 2)).toMatchObject({ x: 7, y: 7 });
});

test("inside", () => {
  const polygon = outlineOf(plan).polygons[0];
  expect(inPolygon(polygon, { x: 20, y: 20 })).toBe(true);
  expect(inPolygon(polygon, { x: 50, y: 50 })).toBe(false);
  expect(inPolygon(polygon, { x: 120, y: 20 })).toBe(false);
});

test("what lies under the pointer: keep-outs first, then areas, then edges within reach", () => {
  expect(shapeAt(plan, { x: 95, y: 95 }, 5)).toEqual({ of: "keepOut", index: 0 });
  expect(shapeAt(plan, { x: 20, y: 20 }, 5)).toEqual(area);
  expect(shapeAt(plan, { x: 50, y: 42 }, 5)).toEqual(area);
  expect(shapeAt(plan, { x: 50, y: 50 }, 5)).toBeNull();
  expect(shapeAt(plan, { x: 198, y: 20 }, 5)).toEqual({ of: "polygon", index: 1 });
});

test("a hole belongs to the area of its first vertex that is in one", () => {
  expect(holeOwner(plan, square(210, 10, 5))).toBe(1);
  expect(holeOwner(plan, square(10, 10, 5))).toBe(0);
  expect(holeOwner(plan, [{ x: -1, y: 10 }, ...square(10, 10, 5)])).toBe(0);
  expect(holeOwner(plan, square(45, 45, 5))).toBeNull();
  expect(holeOwner(plan, square(500, 500, 5))).toBeNull();
});

test("fields are places", () => {
  const polygon = { of: "polygon", index: 1 };
  expect(placeOf("spec.outline.polygons[1].holes[2].x_um[17]")).toEqual({
    ring: { ...polygon, ring: 3 },
    vertex: 17,
  });
  expect(placeOf("spec.outline.polygons[1].shell")).toEqual({ ring: { ...polygon, ring: 0 }, vertex: null });
  expect(placeOf("spec.outline.polygons[1]")).toEqual({ ring: { ...polygon, ring: 0 }, vertex: null });
  expect(placeOf("spec.outline.keep_outs[0].polygon.shell.y_um[3]")).toEqual({
    ring: { of: "keepOut", index: 0, ring: 0 },
    vertex: 3,
  });
  expect(placeOf("spec.spacing_um")).toBeNull();
  expect(placeOf("")).toBeNull();
});
