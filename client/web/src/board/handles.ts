/** What can be taken by the pointer. */

import { type RingPlace, ringAt } from "../plan/plan.ts";
import type { State } from "../store.ts";
import { placedRings } from "./hit.ts";
import type { Press } from "./scene.ts";

/** With fewer vertices than this all have handles; with more, those of the selected ring do. */
const fewVertices = 300;

/** handlesOf is the rings whose vertices are shown, and can be dragged: what nobody sees, nobody drags by accident. */
export function handlesOf({ plan, ring }: State): ReturnType<typeof placedRings> | [] {
  let vertices = 0;
  for (const [, { xUm }] of placedRings(plan)) vertices += xUm.length;
  return vertices < fewVertices ? placedRings(plan) : selected(plan, ring);
}

/** selected is the ring at a place, if it is there. */
export function* selected(plan: State["plan"], at: RingPlace | null): ReturnType<typeof placedRings> {
  const ring = at && ringAt(plan, at);
  if (ring) yield [at, ring];
}

/** fixedAt is the index of the nearest fixed point within reach; -1: none. */
export function fixedAt({ plan }: State, p: Press): number {
  let [found, least] = [-1, p.reach];
  for (const [i, { xUm, yUm }] of plan.spec.fixedPoints.entries()) {
    const d = Math.hypot(xUm - p.x, yUm - p.y);
    if (d <= least) [found, least] = [i, d];
  }
  return found;
}
