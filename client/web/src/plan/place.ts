/** Paths of the contract that lead to a ring of the drawing, and what they are called. */
import { outlineOf, type Plan, type RingPlace, ringAt } from "./plan.ts";

export interface Place {
  readonly ring: RingPlace;
  /** Index of the vertex; null: the ring as a whole. */
  readonly vertex: number | null;
}

const path =
  /^(?:spec\.)?outline\.(polygons|keep_outs)\[(\d{1,9})\](?:\.polygon)?(?:\.(?:shell|holes\[(\d{1,9})\]))?(?:\.[xy]_um(?:\[(\d{1,9})\])?)?$/;

/**
 * placeOf is the ring, and the vertex, that a path such as "spec.outline.polygons[0].holes[2].x_um[17]" names; null for a
 * path to anything else, a keep-out's margin and name among it. A polygon or keep-out as a whole is its shell.
 */
export function placeOf(field: string): Place | null {
  const m = path.exec(field);
  if (!m) return null;
  const [, list, index, hole, vertex] = m;
  return {
    ring: {
      of: list === "polygons" ? "polygon" : "keepOut",
      index: Number(index),
      ring: hole === undefined ? 0 : Number(hole) + 1,
    },
    vertex: vertex === undefined ? null : Number(vertex),
  };
}

/** ringName is what a ring is called: "Area 1", "left cheek, hole 2", "Keep-out 1". */
export function ringName(plan: Plan, { of, index, ring }: RingPlace): string {
  const name = of === "polygon" ? areaName(plan, index) : short(outlineOf(plan).keepOuts[index]?.name ?? "");
  const whole = name || `Keep-out ${index + 1}`;
  return ring === 0 ? whole : `${whole}, hole ${ring}`;
}

/** areaName is the name of a polygon, or its number, counted from 1. */
export function areaName(plan: Plan, index: number): string {
  return short(plan.names[index] ?? "") || `Area ${index + 1}`;
}

/** placesOf is all rings of a plan: the areas with their holes, then the keep-outs. */
export function placesOf(plan: Plan): RingPlace[] {
  const { polygons, keepOuts } = outlineOf(plan);
  const rings = (of: RingPlace["of"], index: number, holes: number): RingPlace[] =>
    Array.from({ length: holes + 1 }, (_, ring) => ({ of, index, ring }));
  return [
    ...polygons.flatMap((p, i) => rings("polygon", i, p.holes.length)),
    ...keepOuts.flatMap((k, i) => rings("keepOut", i, k.polygon?.holes.length ?? 0)),
  ];
}

export function samePlace(a: RingPlace | null, b: RingPlace | null): boolean {
  return a === b || (a !== null && b !== null && a.of === b.of && a.index === b.index && a.ring === b.ring);
}

/** inPlan is the place as far as the plan still has it: without a vertex that is gone, null without the ring. */
export function inPlan(plan: Plan, place: Place | null): Place | null {
  const ring = place && ringAt(plan, place.ring);
  if (!ring) return null;
  return { ...place, vertex: place.vertex !== null && place.vertex < ring.xUm.length ? place.vertex : null };
}

/** Letters of a name that a list has room for. */
const longest = 40;

/** short is a name in one line, cut where it is long. */
export function short(name: string): string {
  const letters = [...oneLine(name)];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : letters.join("");
}

/** oneLine is a name as it may stand in a line: what has no shape, or turns the direction of writing, is a space. */
export function oneLine(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/gu, " ");
}
