/** What coordinates the contract takes. */
import { outlineOf, type Plan } from "./plan.ts";
import { length, parse } from "./quantity.ts";
import { boxOf } from "./shapes.ts";

/** Coordinates are whole um of 32 bits with a sign. */
const most = 2n ** 31n - 1n;
/** No side of the box around all rings reaches this, um. */
const side = 2 ** 29;

/** coordinate reads mm as um; a string says what is wrong. */
export function coordinate(text: string): number | string {
  const um = parse(text, length);
  if (typeof um === "string") return text.trim() === "" ? "is missing: give a number of mm" : `cannot be kept: ${um}`;
  if (um > most || um < -most) return "is beyond 2147483.647 mm: check the unit, which is mm";
  return Number(um);
}

/** reachFault says that a plan is wider or higher than the contract takes; empty: it is not. */
export function reachFault(plan: Plan): string {
  const { polygons, keepOuts } = outlineOf(plan);
  const box = boxOf([...polygons, ...keepOuts.map(({ polygon }) => polygon)]);
  if (!box || Math.max(box[2] - box[0], box[3] - box[1]) < side) return "";
  return "makes the drawing wider or higher than 536 m: check the unit, which is mm";
}
