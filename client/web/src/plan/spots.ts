/** Places of a plan that are no rings: its own points, and the origin of the lattice. Pure, as shapes.ts is. */
import { create } from "@bufbuild/protobuf";
import { FixedPointSchema, OriginSchema } from "@mesogrid/client";
import { type Plan, withSpec } from "./plan.ts";
import { whole, type Xy } from "./shapes.ts";

/** addFixed adds a fixed point, named with the least number that is free. */
export function addFixed(plan: Plan, { x, y }: Xy): Plan {
  const points = plan.spec.fixedPoints;
  const taken = new Set(points.map(({ name }) => name));
  let number = 1;
  while (taken.has(String(number))) number++;
  const point = create(FixedPointSchema, { name: String(number), xUm: whole(x), yUm: whole(y) });
  return withSpec(plan, { fixedPoints: [...points, point] });
}

export function moveFixed(plan: Plan, index: number, { x, y }: Xy): Plan {
  const point = plan.spec.fixedPoints[index];
  if (!point) return plan;
  return withSpec(plan, { fixedPoints: plan.spec.fixedPoints.with(index, { ...point, xUm: whole(x), yUm: whole(y) }) });
}

export function removeFixed(plan: Plan, index: number): Plan {
  const points = plan.spec.fixedPoints;
  return index in points ? withSpec(plan, { fixedPoints: points.toSpliced(index, 1) }) : plan;
}

/** setOrigin puts a point of the lattice at a place. A frozen lattice thaws, and gets its angle back. */
export function setOrigin(plan: Plan, { x, y }: Xy): Plan {
  const value = create(OriginSchema, { xUm: whole(x), yUm: whole(y) });
  const angleMdeg = plan.thawed ? plan.thawed.angleMdeg : plan.spec.angleMdeg;
  return { ...withSpec(plan, { placement: { case: "origin", value }, angleMdeg }), thawed: null };
}
