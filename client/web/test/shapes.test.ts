import { create } from "@bufbuild/protobuf";
import { LatticeSchema, type Ring } from "@mesogrid/client";
import { expect, test } from "vitest";
import { mirrored } from "../src/plan/mirror.ts";
import { emptyPlan, outlineOf, type Plan, ringAt, withSpec } from "../src/plan/plan.ts";
import {
  addArea,
  addHole,
  addKeepOut,
  boxOf,
  deleteVertex,
  insertVertex,
  moved,
  moveVertex,
  polygonAt,
  removeRing,
  setPolygon,
  turned,
  type Xy,
} from "../src/plan/shapes.ts";
import { addFixed, moveFixed, removeFixed, setOrigin } from "../src/plan/spots.ts";

const verticesOf = ({ xUm, yUm }: Ring): Xy[] => xUm.map((x, i) => ({ x, y: yUm[i]! }));

const square = (x: number, y: number, side: number): Xy[] => [
  { x, y },
  { x: x + side, y },
  { x: x + side, y: y + side },
  { x, y: y + side },
];

/** An area with two holes, a second area, a keep-out, two fixed points. */
function example(): Plan {
  let plan = addArea(emptyPlan, square(0, 0, 10_000), "first");
  plan = addArea(plan, square(20_000, 0, 5_000), "second");
  plan = addHole(plan, { of: "polygon", index: 0 }, square(1_000, 1_000, 500));
  plan = addHole(plan, { of: "polygon", index: 0 }, square(5_000, 5_000, 501));
  plan = addKeepOut(plan, square(9_000, 9_000, 2_000), "eye");
  return addFixed(addFixed(plan, { x: 3, y: 4 }), { x: 7, y: -8 });
}

const shell = { of: "polygon", index: 0, ring: 0 } as const;
const hole = { of: "polygon", index: 0, ring: 2 } as const;
const keepOut = { of: "keepOut", index: 0, ring: 0 } as const;
const nowhere = [
  { of: "polygon", index: 2, ring: 0 },
  { of: "polygon", index: 0, ring: 3 },
  { of: "keepOut", index: 1, ring: 0 },
  { of: "polygon", index: -1, ring: 0 },
] as const;

test("a drawn vertex is whole um, and no negative zero", () => {
  const plan = addArea(emptyPlan, [
    { x: -0.4, y: 0.5 },
    { x: 9.6, y: -1.5 },
    { x: 3, y: 8 },
  ]);
  expect(ringAt(plan, shell)?.xUm).toEqual([0, 10, 3]);
  expect(ringAt(plan, shell)?.yUm).toEqual([1, -1, 8]);
});

test("a place that is not there gives the same plan back", () => {
  const plan = example();
  for (const at of nowhere) {
    expect(moveVertex(plan, at, 0, { x: 1, y: 1 })).toBe(plan);
    expect(insertVertex(plan, at, 0, { x: 1, y: 1 })).toBe(plan);
    expect(deleteVertex(plan, at, 0)).toBe(plan);
    expect(removeRing(plan, at)).toBe(plan);
  }
  expect(setPolygon(plan, nowhere[0], outlineOf(plan).polygons[0]!)).toBe(plan);
  expect(moveVertex(plan, shell, 4, { x: 1, y: 1 })).toBe(plan);
  expect(insertVertex(plan, shell, 5, { x: 1, y: 1 })).toBe(plan);
  expect(moveFixed(plan, 2, { x: 1, y: 1 })).toBe(plan);
  expect(removeFixed(plan, 2)).toBe(plan);
});

test("a vertex that stays where it is makes no new plan", () => {
  const plan = example();
  expect(moveVertex(plan, shell, 1, { x: 10_000.3, y: -0.2 })).toBe(plan);
});

test("what is not touched is shared, and the old plan stays", () => {
  const plan = example();
  const next = moveVertex(plan, hole, 1, { x: 6_000, y: 5_000 });
  expect(ringAt(next, hole)?.xUm[1]).toBe(6_000);
  expect(ringAt(plan, hole)?.xUm[1]).toBe(5_501);
  expect(ringAt(next, shell)).toBe(ringAt(plan, shell));
  expect(outlineOf(next).polygons[1]).toBe(outlineOf(plan).polygons[1]);
  expect(outlineOf(next).keepOuts).toBe(outlineOf(plan).keepOuts);
});

test("insert and delete are each other's inverse, at every index of every ring", () => {
  const plan = example();
  for (const at of [shell, hole, keepOut]) {
    for (let i = 0; i <= 4; i++) {
      const more = insertVertex(plan, at, i, { x: 42, y: 43 });
      expect(verticesOf(ringAt(more, at)!)[i]).toEqual({ x: 42, y: 43 });
      expect(outlineOf(deleteVertex(more, at, i))).toEqual(outlineOf(plan));
    }
  }
});

test("three vertices stay", () => {
  const three = deleteVertex(example(), shell, 0);
  expect(ringAt(three, shell)?.xUm).toHaveLength(3);
  expect(deleteVertex(three, shell, 0)).toBe(three);
});

test("a hole goes alone, a shell takes holes and name along", () => {
  const plan = example();
  const oneHole = removeRing(plan, { ...shell, ring: 1 });
  expect(ringAt(oneHole, { ...shell, ring: 1 })).toBe(ringAt(plan, hole));
  expect(oneHole.names).toEqual(["first", "second"]);
  const second = removeRing(plan, shell);
  expect(outlineOf(second).polygons).toEqual([outlineOf(plan).polygons[1]]);
  expect(second.names).toEqual(["second"]);
  expect(outlineOf(removeRing(plan, keepOut)).keepOuts).toEqual([]);
  expect(removeRing(plan, keepOut).names).toEqual(["first", "second"]);
});

test("moving there and back is exact", () => {
  const polygon = polygonAt(example(), shell)!;
  expect(moved(moved(polygon, 123.4, -77.7), -123.4, 77.7)).toEqual(polygon);
});

test("a quarter turn is exact, four of them nothing", () => {
  const polygon = polygonAt(example(), shell)!;
  const about = { x: 5_000, y: 5_000 };
  const quarter = turned(polygon, about, 90_000);
  expect(verticesOf(quarter.shell!)).toEqual([
    { x: 10_000, y: 0 },
    { x: 10_000, y: 10_000 },
    { x: 0, y: 10_000 },
    { x: 0, y: 0 },
  ]);
  let back = quarter;
  for (let i = 0; i < 3; i++) back = turned(back, about, 90_000);
  expect(back).toEqual(polygon);
});

test("a turn keeps the distance from its centre within the rounding", () => {
  const polygon = polygonAt(example(), shell)!;
  const about = { x: 5_000, y: 5_000 };
  const far = ({ x, y }: Xy) => Math.hypot(x - about.x, y - about.y);
  const before = verticesOf(polygon.shell!).map(far);
  for (const mdeg of [1, 1_000, 33_333, -45_000, 179_999, 270_001]) {
    verticesOf(turned(polygon, about, mdeg).shell!).forEach((v, i) => {
      expect(Math.abs(far(v) - before[i]!), `vertex ${i} at ${mdeg} mdeg`).toBeLessThanOrEqual(0.71);
    });
  }
});

test("mirroring twice is nothing, and once keeps the box of the areas", () => {
  const placements: Plan["spec"]["placement"][] = [
    { case: undefined },
    withSpec(example(), {}).spec.placement,
    { case: "origin", value: { $typeName: "mesogrid.v1.Origin", xUm: 77, yUm: -5 } },
    {
      case: "lattice",
      value: create(LatticeSchema, { originX: 1n << 30n, originY: 5n, aX: 9n, aY: 2n, bX: -3n, bY: 8n }),
    },
  ];
  for (const placement of placements) {
    for (const thawed of [null, { placement, angleMdeg: 30_000 }]) {
      const plan = { ...withSpec(example(), { placement, angleMdeg: thawed ? undefined : 15_000 }), thawed };
      const once = mirrored(plan);
      expect(once).not.toEqual(plan);
      expect(boxOf(outlineOf(once).polygons)).toEqual(boxOf(outlineOf(plan).polygons));
      expect(mirrored(once)).toEqual(plan);
    }
  }
});

test("a mirrored lattice has the mirror images of the points, and turns as before", () => {
  const lattice = create(LatticeSchema, { originX: 7n << 20n, originY: 5n, aX: 9n, aY: 2n, bX: -3n, bY: 8n });
  const plan = withSpec(example(), { placement: { case: "lattice", value: lattice } });
  const { placement } = mirrored(plan).spec;
  if (placement.case !== "lattice") throw new Error("no lattice");
  const m = placement.value;
  const sum = 25_000n << 20n;
  for (const [i, j] of [
    [0n, 0n],
    [1n, 0n],
    [0n, 1n],
    [-3n, 5n],
  ] as const) {
    const [x, y] = [
      lattice.originX + i * lattice.aX + j * lattice.bX,
      lattice.originY + i * lattice.aY + j * lattice.bY,
    ];
    // The row's step runs backwards: the image of p(i, j) is p(-i, j).
    expect([m.originX - i * m.aX + j * m.bX, m.originY - i * m.aY + j * m.bY]).toEqual([sum - x, y]);
  }
  expect(m.aX * m.bY - m.aY * m.bX).toBe(lattice.aX * lattice.bY - lattice.aY * lattice.bX);
});

test("fixed points take the least free number", () => {
  let plan = addFixed(example(), { x: 0, y: 0 });
  expect(plan.spec.fixedPoints.map(({ name }) => name)).toEqual(["1", "2", "3"]);
  plan = addFixed(removeFixed(plan, 1), { x: 1.6, y: 2 });
  expect(plan.spec.fixedPoints.map(({ name }) => name)).toEqual(["1", "3", "2"]);
  expect(plan.spec.fixedPoints[2]?.xUm).toBe(2);
});

test("setting the origin thaws the lattice", () => {
  const thawed = { placement: { case: undefined }, angleMdeg: 15_000 } as const;
  const plan = setOrigin({ ...example(), thawed }, { x: 1.2, y: -0.1 });
  expect(plan.thawed).toBeNull();
  expect(plan.spec.angleMdeg).toBe(15_000);
  expect(plan.spec.placement).toMatchObject({ case: "origin", value: { xUm: 1, yUm: 0 } });
  expect(setOrigin({ ...plan, thawed: null }, { x: 5, y: 5 }).spec.angleMdeg).toBe(15_000);
});
