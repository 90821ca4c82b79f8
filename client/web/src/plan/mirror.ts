/** Left and right of a plan, for the other side of a body. */
import type { KeepOut, Lattice, Polygon } from "@mesogrid/client";
import { outlineOf, type Plan, type Thawed, withOutline, withSpec } from "./plan.ts";
import { boxOf, mapped } from "./shapes.ts";

/**
 * mirrored swaps left and right of all that is drawn, about the middle of the areas' box: outline, fixed points, the
 * lattice's origin and direction. The photograph stays.
 */
export function mirrored(plan: Plan): Plan {
  const { polygons, keepOuts } = outlineOf(plan);
  const box = boxOf(polygons) ?? boxOf(keepOuts.map(({ polygon }) => polygon));
  if (!box) return plan;
  const sum = box[0] + box[2];
  const flip = (polygon: Polygon) => mapped(polygon, (x, y) => [sum - x, y]);
  const drawn = withOutline(plan, {
    polygons: polygons.map(flip),
    keepOuts: keepOuts.map((k): KeepOut => ({ ...k, polygon: k.polygon && flip(k.polygon) })),
  });
  const { placement, angleMdeg, fixedPoints } = plan.spec;
  const spec = {
    ...flipped({ placement, angleMdeg }, sum),
    fixedPoints: fixedPoints.map((p) => ({ ...p, xUm: sum - p.xUm })),
  };
  return { ...withSpec(drawn, spec), thawed: plan.thawed && flipped(plan.thawed, sum) };
}

function flipped({ placement, angleMdeg }: Thawed, sum: number): Thawed {
  return {
    angleMdeg: angleMdeg && -angleMdeg,
    placement:
      placement.case === "origin"
        ? { case: "origin", value: { ...placement.value, xUm: sum - placement.value.xUm } }
        : placement.case === "lattice"
          ? { case: "lattice", value: flippedLattice(placement.value, sum) }
          : placement,
  };
}

/** flippedLattice is the mirror image; the row's step runs backwards, so that the steps turn as before. */
function flippedLattice(lattice: Lattice, sum: number): Lattice {
  return {
    ...lattice,
    originX: (BigInt(sum) << 20n) - lattice.originX,
    aY: -lattice.aY,
    bX: -lattice.bX,
  };
}
