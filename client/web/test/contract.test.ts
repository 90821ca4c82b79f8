import { create, equals, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { GridSpecSchema } from "@mesogrid/client";
import { expect, test } from "vitest";
import { catalogue } from "../src/form/catalogue.ts";
import { fieldAt, integerAt, valueAt, withIntegerAt, withValueAt } from "../src/plan/contract.ts";
import { newPlan, withSpec } from "../src/plan/plan.ts";

const spec = (init: MessageInitShape<typeof GridSpecSchema> = {}) => create(GridSpecSchema, init);

/** A plan with two entries in each list. */
const full = spec({
  area: { case: "outline", value: { polygons: [{}, {}], keepOuts: [{}, {}] } },
  dosing: { mixture: [{ name: "a" }, { name: "b" }] },
  limits: [{}, {}],
  delivered: [{}, {}],
  fixedPoints: [{}, {}],
});

const numbers = Object.entries(catalogue).filter(([, { number }]) => number);

test("every number is read as it was set, leaves the plan before as it was, and can be taken away", () => {
  expect(numbers.length).toBeGreaterThan(30);
  for (const [place, { number }] of numbers) {
    const path = place.replace("[]", "[1]");
    for (const value of [number!.min, number!.max]) {
      const before = structuredClone(full);
      const set = withIntegerAt(full, path, value);
      expect(integerAt(set, path) ?? 0n, path).toBe(value);
      expect(equals(GridSpecSchema, full, before), path).toBe(true);
      // The ranges fit: protobuf would refuse to write what does not.
      expect(() => toBinary(GridSpecSchema, set), path).not.toThrow();
      const cleared = withIntegerAt(set, path, undefined);
      expect(integerAt(cleared, path) ?? 0n, path).toBe(0n);
    }
  }
});

test("what is empty is absent", () => {
  const set = withIntegerAt(spec(), "spec.injector.step_nl", 5n);
  expect(set.injector?.stepNl).toBe(5);
  expect(withIntegerAt(set, "spec.injector.step_nl", undefined).injector).toBeUndefined();
  const plan = newPlan({ injector: { stepNl: 5 } });
  const without = withSpec(plan, withIntegerAt(plan.spec, "spec.injector.step_nl", undefined));
  expect(without.spec.injector).toBeUndefined();
  const rule = withIntegerAt(spec(), "spec.dosing.point_nl", 0n);
  expect(rule.dosing?.rule).toEqual({ case: "pointNl", value: 0 });
  expect(withIntegerAt(rule, "spec.dosing.point_nl", undefined).dosing).toBeUndefined();
  expect(withIntegerAt(rule, "spec.dosing.total_nl", undefined).dosing?.rule.case).toBe("pointNl");
  const origin = withIntegerAt(spec(), "spec.origin.x_um", 0n);
  expect(origin.placement.case).toBe("origin");
});

test("a choice takes the place of another", () => {
  const point = withIntegerAt(spec(), "spec.dosing.point_nl", 7n);
  const total = withIntegerAt(point, "spec.dosing.total_nl", 8n);
  expect(total.dosing?.rule).toEqual({ case: "totalNl", value: 8n });
  expect(integerAt(total, "spec.dosing.point_nl")).toBeUndefined();
});

test("texts, and paths that lead nowhere", () => {
  const named = withValueAt(full, "spec.dosing.mixture[1].name", "c");
  expect(named.dosing?.mixture.map(({ name }) => name)).toEqual(["a", "c"]);
  expect(full.dosing?.mixture[1]?.name).toBe("b");
  expect(valueAt(full, "spec.dosing.mixture[9].name")).toBeUndefined();
  expect(valueAt(spec(), "spec.injector.step_nl")).toBeUndefined();
  for (const path of ["spec", "spec.nothing", "dosing.share", "spec.limits[x]", "spec.__proto__"]) {
    expect(fieldAt(path), path).toBeUndefined();
    expect(() => valueAt(full, path), path).toThrow(/has no/);
  }
});
