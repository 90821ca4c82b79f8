/** Fixed points for the sites of a protocol, to be dragged to their places. */
import { create } from "@bufbuild/protobuf";
import { type FixedPoint, FixedPointSchema, type Protocol } from "@mesogrid/client";
import { middle } from "./parameters.ts";
import { type Plan, withSpec } from "./plan.ts";

/** Distance of new points, um, where there is room. */
const apart = 10_000;

/** missingSites are the sites of a protocol that no fixed point has. */
export function missingSites(plan: Plan, protocol: Protocol | undefined): string[] {
  const taken = new Set(plan.spec.fixedPoints.map(({ name }) => name));
  return (protocol?.sites ?? []).filter((site) => !taken.has(site));
}

/** withPoints adds a point for each name, in rows about the middle of the areas, no two at one place. */
export function withPoints(plan: Plan, names: readonly string[]): Plan {
  const { x, y, width, height } = middle(plan);
  const columns = Math.ceil(Math.sqrt(names.length));
  const lines = Math.ceil(names.length / columns);
  const room = width > 0 ? Math.floor(Math.min(width / (columns + 1), height / (lines + 1))) : apart;
  const pitch = Math.max(1, Math.min(apart, room));
  const { fixedPoints } = plan.spec;
  const taken = new Set(fixedPoints.map(place));
  const added = names.map((name, i): FixedPoint => {
    const point = create(FixedPointSchema, {
      name,
      xUm: Math.round(x + ((i % columns) - (columns - 1) / 2) * pitch),
      yUm: Math.round(y - (Math.floor(i / columns) - (lines - 1) / 2) * pitch),
    });
    while (taken.has(place(point))) point.xUm += Math.max(1, Math.floor(pitch / 2));
    taken.add(place(point));
    return point;
  });
  return withSpec(plan, { fixedPoints: [...fixedPoints, ...added] });
}

function place({ xUm, yUm }: FixedPoint): string {
  return `${xUm} ${yUm}`;
}
