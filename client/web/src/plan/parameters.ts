/** Changes of a plan that touch more than one field of the contract, which refuses some of them together. */
import { create } from "@bufbuild/protobuf";
import { type GridSpec, type Lattice, OriginSchema, Pattern, type Protocol, type Share } from "@mesogrid/client";
import type { Answer } from "../store.ts";
import { withIntegerAt, withValueAt } from "./contract.ts";
import { fill, isCapped } from "./fill.ts";
import { outlineOf, type Plan, withSpec } from "./plan.ts";
import { boxOf } from "./shapes.ts";
import { startPattern, startSpacingUm } from "./start.ts";

/** isFrozen says that the plan holds to a lattice that was computed before. */
export function isFrozen(plan: Plan): boolean {
  return plan.spec.placement.case === "lattice";
}

/** latticeOf is the lattice to freeze: that of the last grid, unless the plan asks for another one by now. */
export function latticeOf(plan: Plan, answer: Answer | null): Lattice | undefined {
  const lattice = answer?.header.lattice;
  if (!answer || !lattice) return undefined;
  const { spec: asked } = answer.plan;
  const { spec } = plan;
  const same =
    asked.pattern === spec.pattern &&
    asked.spacingUm === spec.spacingUm &&
    asked.angleMdeg === spec.angleMdeg &&
    asked.placement === spec.placement &&
    asked.protocol === spec.protocol;
  return same ? lattice : undefined;
}

/** freeze holds to a lattice, which carries its own direction. */
export function freeze(plan: Plan, lattice: Lattice): Plan {
  if (isFrozen(plan)) return plan;
  const { placement, angleMdeg } = plan.spec;
  const frozen = withSpec(plan, { placement: { case: "lattice", value: lattice }, angleMdeg: undefined });
  return { ...frozen, thawed: { placement, angleMdeg } };
}

/** thaw goes back to what was frozen; a lattice that came with the plan makes place for the centred grid. */
export function thaw(plan: Plan): Plan {
  if (!isFrozen(plan)) return plan;
  const { placement, angleMdeg } = plan.thawed ?? { placement: { case: undefined }, angleMdeg: undefined };
  return { ...withSpec(plan, { placement, angleMdeg }), thawed: null };
}

/** withPattern is the plan with another pattern. Without a lattice it has neither spacing, angle nor placement. */
export function withPattern(plan: Plan, pattern: Pattern, protocol: Protocol | undefined): Plan {
  const changed = withSpec(plan, { pattern });
  const filled = fill(changed.spec, protocol);
  if (filled.pattern === Pattern.NONE) return { ...withSpec(changed, noLattice), thawed: null };
  return filled.spacingUm === 0 ? withSpec(changed, { spacingUm: startSpacingUm }) : changed;
}

const noLattice = {
  spacingUm: 0,
  angleMdeg: undefined,
  placement: { case: undefined },
} satisfies Partial<GridSpec>;

/** withPlacement starts a kind of placement; an origin starts in the middle of the areas. */
export function withPlacement(plan: Plan, kind: "centred" | "origin" | "best_fit"): Plan {
  if (kind === "origin") {
    const { x, y } = middle(plan);
    const value = create(OriginSchema, { xUm: x, yUm: y });
    return withSpec(plan, { placement: { case: "origin", value } });
  }
  if (kind === "centred") return withSpec(plan, { placement: { case: undefined } });
  return withSpec(plan, withIntegerAt(plan.spec, "spec.best_fit.wanted_points", 0n));
}

/** withShare is the plan with another share; equal shares have nothing to cap. */
export function withShare(plan: Plan, share: Share, protocol: Protocol | undefined): Plan {
  const spec = withValueAt(plan.spec, "spec.dosing.share", share);
  const capped = isCapped(fill(spec, protocol).dosing?.share ?? 0);
  return withSpec(plan, capped ? spec : withValueAt(spec, "spec.dosing.cap_permille", undefined));
}

/**
 * withProtocol names a protocol and leaves to it what it fills in, so that it is what its publication says: undo brings back
 * what was there. Where the next one, or none, gives no lattice, that of the protocol before stays.
 */
export function withProtocol(plan: Plan, next: Protocol | undefined, before: Protocol | undefined): Plan {
  const d = next?.defaults;
  const was = before?.defaults;
  const spec = { ...plan.spec, protocol: next?.name ?? "" };
  spec.pattern ||= was?.pattern || startPattern;
  if (spec.pattern !== Pattern.NONE) spec.spacingUm ||= was?.spacingUm || startSpacingUm;
  if (d?.pattern === Pattern.NONE) Object.assign(spec, noLattice, { pattern: Pattern.UNSPECIFIED });
  else if (d && !isFrozen(plan)) {
    if (d.pattern) spec.pattern = Pattern.UNSPECIFIED;
    if (d.spacingUm) spec.spacingUm = 0;
    if (d.pattern && spec.spacingUm === 0 && !d.spacingUm) spec.spacingUm = startSpacingUm;
  }
  if (d?.dosing && spec.dosing) {
    const { rule, share, mixture } = spec.dosing;
    const left = {
      ...spec.dosing,
      rule: d.dosing.rule.case ? { case: undefined } : rule,
      share: d.dosing.share ? 0 : share,
      mixture: d.dosing.mixture.length > 0 ? [] : mixture,
    };
    if (d.dosing.share || d.dosing.capPermille) left.capPermille = 0;
    spec.dosing = left;
  }
  if (d?.depth && spec.depth) {
    const { kind, layer } = spec.depth;
    spec.depth = {
      ...spec.depth,
      kind: d.depth.kind.case ? { case: undefined } : kind,
      layer: d.depth.layer ? 0 : layer,
    };
  }
  const frozen = isFrozen({ ...plan, spec });
  return { ...plan, spec: withValueAt(spec, "spec.protocol", spec.protocol), thawed: frozen ? plan.thawed : null };
}

/** middle is the middle of the box around all areas, um; 0, 0 where nothing is drawn. */
export function middle(plan: Plan): { x: number; y: number; width: number; height: number } {
  const [minX, minY, maxX, maxY] = boxOf(outlineOf(plan).polygons) ?? [0, 0, 0, 0];
  return {
    x: Math.round((minX + maxX) / 2),
    y: Math.round((minY + maxY) / 2),
    width: maxX - minX,
    height: maxY - minY,
  };
}
