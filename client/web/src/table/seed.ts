/** Small shapes to begin with, for whoever builds a plan by coordinates. */
import { chordOf } from "../plan/chord.ts";
import { outlineOf, type Plan, ringsOf } from "../plan/plan.ts";
import { boxOf, polygonAt, type ShapePlace, type Xy } from "../plan/shapes.ts";

/** Side of a first area, um. */
const areaSide = 40_000;
/** Most that a hole or keep-out measures, um. */
const mostSide = 10_000;

/** areaSeed is a square about the origin, or beside all areas: areas may not overlap. */
export function areaSeed(plan: Plan): Xy[] {
  const half = areaSide / 2;
  const box = boxOf(outlineOf(plan).polygons);
  const x = box ? box[2] + half + mostSide : 0;
  const y = box ? Math.round((box[1] + box[3]) / 2) : 0;
  return [
    { x: x - half, y: y - half },
    { x: x + half, y: y - half },
    { x: x + half, y: y + half },
    { x: x - half, y: y + half },
  ];
}

/**
 * innerSeed is a triangle in the widest part of the row through the middle of a shape, less its holes; null: there is no
 * such shape. It fits inside unless the shape is low there, and then the server says so.
 */
export function innerSeed(plan: Plan, at: ShapePlace): Xy[] | null {
  const polygon = polygonAt(plan, at);
  const box = polygon && boxOf([polygon]);
  if (!polygon || !box) return null;
  const y = Math.floor((box[1] + box[3]) / 2) + 0.5; // between whole um, so that no vertex lies on it
  const [from, to] = chordOf(ringsOf(polygon), y) ?? [box[0], box[0]];
  const half = Math.min(mostSide, (to - from) / 4, (box[3] - box[1]) / 4) / 2;
  const x = (from + to) / 2;
  return [
    { x: x - half, y: y - half },
    { x: x + half, y: y - half },
    { x, y: y + half },
  ];
}
