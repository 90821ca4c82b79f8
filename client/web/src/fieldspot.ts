/** Paths of fields, as the server's messages name them, as places in the drawing. */
import type { RingPlace } from "./plan.ts";

export interface FieldPlace {
  readonly at: RingPlace;
  /** Null: the ring as a whole. */
  readonly vertex: number | null;
}

const path =
  /^spec\.outline\.(?:polygons\[(\d+)\]|keep_outs\[(\d+)\])(?:\.polygon)?(?:\.(?:shell|holes\[(\d+)\])(?:\.[xy]_um\[(\d+)\])?)?/;

/** placeOfField reads "spec.outline.polygons[0].holes[2].x_um[17]"; null: the field is about no ring. */
export function placeOfField(field: string): FieldPlace | null {
  const m = path.exec(field);
  if (!m) return null;
  const [, polygon, keepOut, hole, vertex] = m;
  return {
    at: {
      of: polygon !== undefined ? "polygon" : "keepOut",
      index: Number(polygon ?? keepOut),
      ring: hole === undefined ? 0 : Number(hole) + 1,
    },
    vertex: vertex === undefined ? null : Number(vertex),
  };
}
