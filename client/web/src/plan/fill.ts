/**
 * What a protocol fills in where a plan says nothing, as the server does it: for showing only. What is asked for stays as
 * it is, and the server fills it in.
 */
import { create } from "@bufbuild/protobuf";
import { DepthSchema, DosingSchema, type GridSpec, Pattern, type Protocol, Share } from "@mesogrid/client";

/** fill is the plan with what the protocol says where the plan says nothing. */
export function fill(spec: GridSpec, protocol: Protocol | undefined): GridSpec {
  const d = protocol?.defaults;
  if (!d) return spec;
  const pattern = spec.pattern || d.pattern;
  const filled = { ...spec, pattern, spacingUm: spec.spacingUm || (pattern === Pattern.NONE ? 0 : d.spacingUm) };
  if (d.dosing) {
    const own = spec.dosing ?? create(DosingSchema);
    const share = own.share || d.dosing.share;
    filled.dosing = {
      ...own,
      rule: own.rule.case ? own.rule : d.dosing.rule,
      share,
      capPermille: own.capPermille || (isCapped(share) ? d.dosing.capPermille : 0),
      mixture: own.mixture.length > 0 ? own.mixture : d.dosing.mixture,
    };
  }
  if (d.depth) {
    const own = spec.depth ?? create(DepthSchema);
    filled.depth = { ...own, kind: own.kind.case ? own.kind : d.depth.kind, layer: own.layer || d.depth.layer };
  }
  return filled;
}

/** isCapped says that points have areas of their own, which the cap bounds. */
export function isCapped(share: Share): boolean {
  return share === Share.CLIPPED_CELL || share === Share.VORONOI;
}
