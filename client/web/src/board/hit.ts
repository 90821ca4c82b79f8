/**
 * What is under the pointer. Floats: this chooses what a person means, and decides nothing about a grid. Tens of thousands
 * of vertices are looked through in well under a millisecond, so there is no index to keep.
 */
import type { Polygon, Ring } from "@mesogrid/client";
import { samePlace } from "../plan/place.ts";
import { outlineOf, type Plan, type RingPlace, ringsOf } from "../plan/plan.ts";
import type { ShapePlace, Xy } from "../plan/shapes.ts";

/** A vertex or an edge of a ring; an edge has the index of the vertex that it starts from. */
export interface Hit extends Xy {
  readonly at: RingPlace;
  readonly index: number;
}

/** What a search leaves out: a vertex and the edges that end in it. */
export interface Except {
  readonly at: RingPlace;
  readonly vertex: number;
}

/** shapesOf is every shape: keep-outs first, for they lie above the areas. */
export function* shapesOf(plan: Plan): Generator<[ShapePlace, Polygon]> {
  const { polygons, keepOuts } = outlineOf(plan);
  for (const [index, { polygon }] of keepOuts.entries()) if (polygon) yield [{ of: "keepOut", index }, polygon];
  for (const [index, polygon] of polygons.entries()) yield [{ of: "polygon", index }, polygon];
}

/** placedRings is every ring with its place, in the order of the shapes. */
export function* placedRings(plan: Plan): Generator<[RingPlace, Ring]> {
  for (const [shape, polygon] of shapesOf(plan)) {
    for (const [ring, value] of ringsOf(polygon).entries()) yield [{ ...shape, ring }, value];
  }
}

/** nearestVertex is the nearest one within reach; of equals the first. */
export function nearestVertex(
  rings: Iterable<[RingPlace, Ring]>,
  p: Xy,
  reach: number,
  except?: Except | null,
): Hit | null {
  let hit: Hit | null = null;
  let least = reach * reach;
  for (const [at, { xUm, yUm }] of rings) {
    const skip = except && samePlace(at, except.at) ? except.vertex : -1;
    for (let i = 0; i < xUm.length; i++) {
      const [dx, dy] = [xUm[i]! - p.x, yUm[i]! - p.y];
      const d = dx * dx + dy * dy;
      if (i === skip || d > least || (d === least && hit)) continue;
      least = d;
      hit = { at, index: i, x: xUm[i]!, y: yUm[i]! };
    }
  }
  return hit;
}

/** nearestEdge is the nearest edge within reach, at its place nearest to p. */
export function nearestEdge(
  rings: Iterable<[RingPlace, Ring]>,
  p: Xy,
  reach: number,
  except?: Except | null,
): Hit | null {
  let hit: Hit | null = null;
  let least = reach * reach;
  for (const [at, { xUm, yUm }] of rings) {
    const n = xUm.length;
    const skip = except && samePlace(at, except.at) ? except.vertex : -1;
    for (let i = 0; i < n; i++) {
      const j = i + 1 < n ? i + 1 : 0;
      if (skip >= 0 && (i === skip || j === skip)) continue;
      const [ax, ay] = [xUm[i]!, yUm[i]!];
      const [ex, ey] = [xUm[j]! - ax, yUm[j]! - ay];
      const t = Math.min(1, Math.max(0, ((p.x - ax) * ex + (p.y - ay) * ey) / (ex * ex + ey * ey || 1)));
      const [x, y] = [ax + t * ex, ay + t * ey];
      const d = (x - p.x) ** 2 + (y - p.y) ** 2;
      if (d > least || (d === least && hit)) continue;
      least = d;
      hit = { at, index: i, x, y };
    }
  }
  return hit;
}

/** snap is the vertex within reach, else the place on an edge, else null. */
export function snap(plan: Plan, p: Xy, reach: number, except?: Except | null): Hit | null {
  return nearestVertex(placedRings(plan), p, reach, except) ?? nearestEdge(placedRings(plan), p, reach, except);
}

/** inRing says whether p is inside, by the number of edges to its right; on the edge it may say either. */
function inRing({ xUm, yUm }: Ring, { x, y }: Xy): boolean {
  let inside = false;
  for (let i = 0, j = xUm.length - 1; i < xUm.length; j = i++) {
    const [yi, yj] = [yUm[i]!, yUm[j]!];
    if (yi > y !== yj > y && x < xUm[i]! + ((y - yi) / (yj - yi)) * (xUm[j]! - xUm[i]!)) inside = !inside;
  }
  return inside;
}

/** inPolygon says whether p is in the shell and in no hole. */
export function inPolygon(polygon: Polygon | undefined, p: Xy): boolean {
  return ringsOf(polygon).filter((ring) => inRing(ring, p)).length === 1;
}

/** shapeAt is the keep-out or area at p, or the one whose edge is within reach. */
export function shapeAt(plan: Plan, p: Xy, reach: number): ShapePlace | null {
  for (const [shape, polygon] of shapesOf(plan)) if (inPolygon(polygon, p)) return shape;
  const edge = nearestEdge(placedRings(plan), p, reach);
  return edge && { of: edge.at.of, index: edge.at.index };
}

/**
 * holeOwner is the index of the area that a new hole belongs to: the one that its first vertex is in, or the next one's
 * where that is in none. Whether the hole is valid there is for the server to say. Null: it is in no area.
 */
export function holeOwner(plan: Plan, vertices: readonly Xy[]): number | null {
  const { polygons } = outlineOf(plan);
  for (const p of vertices) {
    const index = polygons.findIndex((polygon) => inPolygon(polygon, p));
    if (index >= 0) return index;
  }
  return null;
}
