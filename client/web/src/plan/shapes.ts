/**
 * What drawing tools and the vertex table do to a plan. Pure: each takes a plan and gives a new one. A place that is not
 * there, as after an undo in the middle of a drag, gives the plan back as it is. Coordinates come in um and are rounded
 * to whole ones.
 */
import { create } from "@bufbuild/protobuf";
import { KeepOutSchema, type Polygon, PolygonSchema, type Ring, RingSchema } from "@mesogrid/client";
import { outlineOf, type Plan, type RingPlace, ringAt, ringsOf, withOutline } from "./plan.ts";

/** A place, um. */
export interface Xy {
  readonly x: number;
  readonly y: number;
}

/** A polygon or keep-out with all its rings. */
export type ShapePlace = Pick<RingPlace, "of" | "index">;

/** A ring below this has no inside. */
export const fewestVertices = 3;

/** whole rounds to whole um, and has no negative zero. */
export function whole(um: number): number {
  return Math.round(um) + 0;
}

export function ringOf(vertices: readonly Xy[]): Ring {
  return create(RingSchema, { xUm: vertices.map(({ x }) => whole(x)), yUm: vertices.map(({ y }) => whole(y)) });
}

export function polygonAt(plan: Plan, { of, index }: ShapePlace): Polygon | undefined {
  const { polygons, keepOuts } = outlineOf(plan);
  return of === "polygon" ? polygons[index] : keepOuts[index]?.polygon;
}

/** addArea adds an area at the end. */
export function addArea(plan: Plan, vertices: readonly Xy[], name = ""): Plan {
  const polygon = create(PolygonSchema, { shell: ringOf(vertices) });
  return withOutline(plan, { polygons: [...outlineOf(plan).polygons, polygon] }, [...plan.names, name]);
}

/** addHole adds a hole at the end of those of a shape. */
export function addHole(plan: Plan, at: ShapePlace, vertices: readonly Xy[]): Plan {
  const polygon = polygonAt(plan, at);
  return polygon ? setPolygon(plan, at, { ...polygon, holes: [...polygon.holes, ringOf(vertices)] }) : plan;
}

/** addKeepOut adds a keep-out at the end, without a margin of its own: the plan's holds. */
export function addKeepOut(plan: Plan, vertices: readonly Xy[], name = ""): Plan {
  const keepOut = create(KeepOutSchema, { polygon: { shell: ringOf(vertices) }, name });
  return withOutline(plan, { keepOuts: [...outlineOf(plan).keepOuts, keepOut] });
}

export function setPolygon(plan: Plan, { of, index }: ShapePlace, polygon: Polygon): Plan {
  const { polygons, keepOuts } = outlineOf(plan);
  if (of === "polygon") return polygons[index] ? withOutline(plan, { polygons: polygons.with(index, polygon) }) : plan;
  const keepOut = keepOuts[index];
  return keepOut ? withOutline(plan, { keepOuts: keepOuts.with(index, { ...keepOut, polygon }) }) : plan;
}

export function setRing(plan: Plan, at: RingPlace, ring: Ring): Plan {
  const polygon = polygonAt(plan, at);
  if (!polygon || !ringAt(plan, at)) return plan;
  const { shell, holes } = polygon;
  return setPolygon(
    plan,
    at,
    at.ring === 0 ? { ...polygon, shell: ring } : { ...polygon, shell, holes: holes.with(at.ring - 1, ring) },
  );
}

/** moveVertex puts a vertex at a place. */
export function moveVertex(plan: Plan, at: RingPlace, vertex: number, to: Xy): Plan {
  const ring = ringAt(plan, at);
  const [x, y] = [whole(to.x), whole(to.y)];
  if (!ring || !(vertex in ring.xUm) || (ring.xUm[vertex] === x && ring.yUm[vertex] === y)) return plan;
  return setRing(plan, at, { ...ring, xUm: ring.xUm.with(vertex, x), yUm: ring.yUm.with(vertex, y) });
}

/** insertVertex puts a new vertex before the one that has the index now; the number of vertices appends. */
export function insertVertex(plan: Plan, at: RingPlace, before: number, { x, y }: Xy): Plan {
  const ring = ringAt(plan, at);
  if (!ring || before < 0 || before > ring.xUm.length) return plan;
  return setRing(plan, at, {
    ...ring,
    xUm: ring.xUm.toSpliced(before, 0, whole(x)),
    yUm: ring.yUm.toSpliced(before, 0, whole(y)),
  });
}

/** deleteVertex takes a vertex away, unless fewer than three would be left. */
export function deleteVertex(plan: Plan, at: RingPlace, vertex: number): Plan {
  const ring = ringAt(plan, at);
  if (!ring || !(vertex in ring.xUm) || ring.xUm.length <= fewestVertices) return plan;
  return setRing(plan, at, {
    ...ring,
    xUm: ring.xUm.toSpliced(vertex, 1),
    yUm: ring.yUm.toSpliced(vertex, 1),
  });
}

/** removeRing takes a hole away, or with its shell a whole area or keep-out; its name goes along. */
export function removeRing(plan: Plan, at: RingPlace): Plan {
  const polygon = polygonAt(plan, at);
  if (!polygon || !ringAt(plan, at)) return plan;
  if (at.ring > 0) return setPolygon(plan, at, { ...polygon, holes: polygon.holes.toSpliced(at.ring - 1, 1) });
  const { polygons, keepOuts } = outlineOf(plan);
  if (at.of === "keepOut") return withOutline(plan, { keepOuts: keepOuts.toSpliced(at.index, 1) });
  return withOutline(plan, { polygons: polygons.toSpliced(at.index, 1) }, plan.names.toSpliced(at.index, 1));
}

/** moved is a polygon displaced by whole um. */
export function moved(polygon: Polygon, dx: number, dy: number): Polygon {
  const [right, up] = [whole(dx), whole(dy)];
  return mapped(polygon, (x, y) => [x + right, y + up]);
}

/**
 * turned is a polygon rotated counter-clockwise about a point. Each call rounds to um: turn the polygon that a gesture
 * began with, so that errors do not add up.
 */
export function turned(polygon: Polygon, about: Xy, mdeg: number): Polygon {
  const angle = (mdeg / 180_000) * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return mapped(polygon, (x, y) => {
    const [dx, dy] = [x - about.x, y - about.y];
    return [whole(about.x + dx * cos - dy * sin), whole(about.y + dx * sin + dy * cos)];
  });
}

/** mapped is a polygon with every vertex taken elsewhere, to whole um. */
export function mapped(polygon: Polygon, to: (x: number, y: number) => [number, number]): Polygon {
  const map = (ring: Ring): Ring => {
    const places = ring.xUm.map((x, i) => to(x, ring.yUm[i]!));
    return { ...ring, xUm: places.map(([x]) => x), yUm: places.map(([, y]) => y) };
  };
  return { ...polygon, shell: polygon.shell && map(polygon.shell), holes: polygon.holes.map(map) };
}

/** boxOf is minX, minY, maxX, maxY of vertices; null: there are none. */
export function boxOf(polygons: Iterable<Polygon | undefined>): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const polygon of polygons) {
    for (const { xUm, yUm } of ringsOf(polygon)) {
      for (let i = 0; i < xUm.length; i++) {
        box[0] = Math.min(box[0], xUm[i]!);
        box[1] = Math.min(box[1], yUm[i]!);
        box[2] = Math.max(box[2], xUm[i]!);
        box[3] = Math.max(box[3], yUm[i]!);
      }
    }
  }
  return box[0] <= box[2] ? box : null;
}
