/** Getting the plan in sight. */
import type OlMap from "ol/Map.js";
import { isEmpty, outlineOf, type Plan } from "../plan/plan.ts";
import { boxOf } from "../plan/shapes.ts";
import type { Store } from "../store.ts";
import { shapesOf } from "./hit.ts";
import type { Scene } from "./scene.ts";

/** extentOf is the box of all that is drawn, um; null: nothing is. */
export function extentOf(plan: Plan): [number, number, number, number] | null {
  const boxes = [boxOf([...shapesOf(plan)].map(([, polygon]) => polygon))];
  for (const { xUm, yUm } of plan.spec.fixedPoints) boxes.push([xUm, yUm, xUm, yUm]);
  const { photo } = plan;
  if (photo) {
    const [w, h] = [photo.width * photo.umPerPixel, photo.height * photo.umPerPixel];
    boxes.push([photo.x, photo.y, photo.x + w, photo.y + h]);
  }
  const all = boxes.filter((box) => box !== null);
  if (all.length === 0) return null;
  const of = (i: number, choose: (...n: number[]) => number) => choose(...all.map((box) => box[i]!));
  return [of(0, Math.min), of(1, Math.min), of(2, Math.max), of(3, Math.max)];
}

/** Room around a plan that is fitted, as a share of the lesser side of the board, and at the most, px. */
const room = 0.09;
const mostRoom = 56;
/** What the buttons for the zoom take on the left, px. */
const buttons = 52;

/** fit shows the whole plan. */
export function fit(map: OlMap, plan: Plan): void {
  const extent = extentOf(plan);
  const size = map.getSize();
  if (!extent || !size) return;
  const side = Math.min(mostRoom, room * Math.min(...size));
  const beside = Math.max(side, buttons);
  map.getView().fit(extent, { size, padding: [side, beside, side, beside], minResolution: 20 });
}

/** followSought brings what somebody asked to see to the middle, where it is not in sight anyway. */
export function followSought(map: OlMap, store: Store): void {
  store.listen(({ sought }, before) => {
    const size = map.getSize();
    if (!sought || !size || sought === before.sought) return;
    const [minX = 0, minY = 0, maxX = 0, maxY = 0] = map.getView().calculateExtent(size);
    const edge = room * Math.min(maxX - minX, maxY - minY);
    const { x, y } = sought;
    const inSight = x > minX + edge && x < maxX - edge && y > minY + edge && y < maxY - edge;
    if (!inSight) map.getView().setCenter([x, y]);
  });
}

/**
 * followPlan fits the view when a plan comes from elsewhere, such as a file: the first thing in an empty plan, or an outline
 * that shares nothing with the last one and is not in sight, or a photograph before anything is drawn.
 */
export function followPlan(map: OlMap, store: Store, scene: Scene): void {
  store.listen(({ plan }, { plan: before }) => {
    if (plan === before || plan === scene.own) return;
    if (isEmpty(plan)) {
      if (plan.photo && plan.photo.url !== before.photo?.url) fit(map, plan);
      return;
    }
    const old = new Set(outlineOf(before).polygons);
    const shared = outlineOf(plan).polygons.some((polygon) => old.has(polygon));
    if (isEmpty(before) || (!shared && old.size > 0 && !inSight(map, plan))) fit(map, plan);
  });
}

function inSight(map: OlMap, plan: Plan): boolean {
  const box = extentOf(plan);
  const size = map.getSize();
  if (!box || !size) return true;
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = map.getView().calculateExtent(size);
  const large = Math.max((box[2] - box[0]) / (maxX - minX), (box[3] - box[1]) / (maxY - minY)) > 0.1;
  return large && box[0] >= minX && box[1] >= minY && box[2] <= maxX && box[3] <= maxY;
}
