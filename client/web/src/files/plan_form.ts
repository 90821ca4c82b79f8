/** The form of an outline that comes from outside: what the page relies on, and the server would refuse. */
import { create } from "@bufbuild/protobuf";
import { type GridSpec, type Outline, type Polygon, PolygonSchema, type Ring, RingSchema } from "@mesogrid/client";
import { ringsOf } from "../plan/plan.ts";
import { BadFile } from "./json.ts";

/** opened is a ring whose first vertex is not repeated at the end. */
export function opened(ring: Ring): Ring {
  const last = ring.xUm.length - 1;
  if (last < 1 || ring.xUm[0] !== ring.xUm[last] || ring.yUm[0] !== ring.yUm[last]) return ring;
  return create(RingSchema, { xUm: ring.xUm.slice(0, last), yUm: ring.yUm.slice(0, last) });
}

/** formed is the outline with its rings open and each column as long as the other; else it throws a BadFile. */
export function formed(spec: GridSpec): GridSpec {
  if (spec.area.case !== "outline") return spec;
  const outline = spec.area.value;
  const value: Outline = {
    ...outline,
    polygons: outline.polygons.map((p, i) => polygon(p, `spec.outline.polygons[${i}]`)),
    keepOuts: outline.keepOuts.map((k, i) => ({
      ...k,
      polygon: polygon(k.polygon, `spec.outline.keep_outs[${i}].polygon`),
    })),
  };
  return { ...spec, area: { case: "outline", value } };
}

function polygon(p: Polygon | undefined, at: string): Polygon {
  if (!p?.shell) throw new BadFile(`${at}.shell is missing: give its vertices`);
  const rings = ringsOf(p).map((ring, i) => {
    const { xUm, yUm } = ring;
    const name = i === 0 ? `${at}.shell` : `${at}.holes[${i - 1}]`;
    if (xUm.length !== yUm.length) {
      throw new BadFile(`${name} has ${xUm.length} x_um and ${yUm.length} y_um: give as many of one as of the other`);
    }
    if (xUm.length === 0) throw new BadFile(`${name} has no vertex: give at least 3`);
    return opened(ring);
  });
  return create(PolygonSchema, { shell: rings[0]!, holes: rings.slice(1) });
}
