import { create } from "@bufbuild/protobuf";
import { GridHeaderSchema, GridReportSchema, Order } from "@mesogrid/client";
import { expect, test } from "vitest";
import { factsOf, sentence } from "../src/dots/facts.ts";
import { lookupOf } from "../src/dots/lookup.ts";
import { newPlan, type Plan, withSpec } from "../src/plan/plan.ts";

const plan = newPlan(
  {
    area: { case: "outline", value: { polygons: [{}, {}, {}] } },
    fixedPoints: [{ name: "mole" }],
  },
  ["left", "", "right"],
);

/** A fixed point, two points of the first polygon, none of the second, one of the third. */
function lookup(of: Plan) {
  return lookupOf({
    plan: of,
    header: create(GridHeaderSchema, { totalVolumeNl: 80_000n, depthUm: 4_000, refillBefore: [3n] }),
    report: create(GridReportSchema, {
      polygonPoints: [2n, 0n, 1n],
      fixedPointIndex: [0n],
      doses: [{ name: "deoxycholic acid", unit: "mg", total: 0.8 }],
    }),
    x: Int32Array.from([1, 1_000, -2_500, 60_345]),
    y: Int32Array.from([0, 0, 0, -86_090]),
    volume: Uint32Array.from([20_000, 20_000, 20_000, 20_000]),
    omitted: false,
  });
}

test("everything about a point", () => {
  expect(factsOf(lookup(plan), 3)).toEqual({
    title: "Point 4 of 4 (index 3)",
    lines: [
      { name: "Area", value: "right" },
      { name: "x", value: "60.345 mm" },
      { name: "y", value: "-86.09 mm" },
      { name: "Volume", value: "20 µL" },
      { name: "Depth", value: "4 mm" },
      { name: "deoxycholic acid", value: "0.2 mg" },
      { name: "Order", value: "last, refill before it" },
    ],
  });
  expect(sentence(factsOf(lookup(plan), 0))).toBe(
    "Point 1 of 4 (index 0): Fixed point mole, x 0.001 mm, y 0 mm, Volume 20 µL, Depth 4 mm, deoxycholic acid 0.2 mg, Order first",
  );
});

test("the area is told in serpentine order only, and not of fixed points", () => {
  const area = (of: Plan, i: number) => factsOf(lookup(of), i).lines.find(({ name }) => name === "Area")?.value;
  expect([0, 1, 2, 3].map((i) => area(plan, i))).toEqual([undefined, "left", "left", "right"]);
  const short = withSpec(plan, { order: Order.SHORTEST });
  expect([0, 1, 2, 3].map((i) => area(short, i))).toEqual([undefined, undefined, undefined, undefined]);
});
