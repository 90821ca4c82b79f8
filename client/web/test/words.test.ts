import { create } from "@bufbuild/protobuf";
import { Quantity as Bounded, LimitSchema } from "@mesogrid/client";
import { expect, test } from "vitest";
import { limitOn } from "../src/form/groups/limits.ts";
import { bounds, isDose, isOverDays, limitName, quantityNames, unitOf } from "../src/form/words.ts";

/** As the contract has them: the unit that each quantity's bounds are shown in, of how many small units, and if it is a dose. */
const cases: readonly (readonly [Bounded, unit: string, small: bigint, dose: boolean, overDays: boolean])[] = [
  [Bounded.POINTS, "", 1n, false, false],
  [Bounded.POINT_VOLUME, "µL", 1_000n, false, false],
  [Bounded.TOTAL_VOLUME, "mL", 1_000_000n, false, false],
  [Bounded.AREAL_VOLUME, "µL/cm²", 1_000n, false, false],
  [Bounded.POINT_DOSE, "mg", 1_000_000n, true, false],
  [Bounded.AREAL_DOSE, "mg/cm²", 1_000_000n, true, false],
  [Bounded.TOTAL_DOSE, "mg", 1_000_000n, true, true],
  [Bounded.DOSE_PER_KG, "mg/kg", 1_000_000n, true, true],
];

test("bounds of limits are shown in their quantity's unit", () => {
  expect(cases.map(([quantity]) => String(quantity))).toEqual(Object.keys(quantityNames));
  for (const [quantity, unit, small, dose, overDays] of cases) {
    const limit = create(LimitSchema, { quantity, ...(dose ? { component: "a", unit: "mg" } : {}) });
    const q = unitOf(limit);
    expect([q.unit, 10n ** BigInt(q.decimals)], limitName(limit)).toEqual([unit, small]);
    expect([isDose(quantity), isOverDays(quantity)], limitName(limit)).toEqual([dose, overDays]);
    expect(bounds(undefined, 3n * small, q)).toBe(`at most 3 ${unit}`.trim());
  }
});

test("a limit on another quantity keeps none of its bounds, which were in other units", () => {
  const old = create(LimitSchema, {
    quantity: Bounded.TOTAL_DOSE,
    component: "a",
    unit: "mg",
    softMin: 1n,
    softMax: 2n,
    hardMin: 0n,
    hardMax: 3n,
    periodDays: 84,
    source: "label",
  });
  expect(limitOn(old, Bounded.TOTAL_VOLUME, [])).toEqual(
    create(LimitSchema, { quantity: Bounded.TOTAL_VOLUME, source: "label" }),
  );
  const dose = { quantity: Bounded.POINT_DOSE, unit: "mg" };
  expect(limitOn(old, Bounded.POINT_DOSE, [["b", "units"]])).toEqual(
    create(LimitSchema, { ...dose, component: "a", source: "label" }),
  );
  const none = create(LimitSchema, { quantity: Bounded.POINTS });
  expect(limitOn(none, Bounded.POINT_DOSE, [["b", "mg"]])).toEqual(create(LimitSchema, { ...dose, component: "b" }));
  const two: [string, string][] = [
    ["b", "mg"],
    ["c", "mg"],
  ];
  expect(limitOn(none, Bounded.POINT_DOSE, two)).toEqual(create(LimitSchema, { quantity: Bounded.POINT_DOSE }));
});
