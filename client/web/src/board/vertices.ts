/** Tools that insert and delete vertices. */

import { samePlace } from "../plan/place.ts";
import { type RingPlace, ringAt } from "../plan/plan.ts";
import { deleteVertex, insertVertex, moveVertex } from "../plan/shapes.ts";
import { removeFixed } from "../plan/spots.ts";
import { fixedAt } from "./handles.ts";
import { nearestEdge, nearestVertex, placedRings } from "./hit.ts";
import type { Handler, Press, Scene } from "./scene.ts";

/** takeVertex deletes a vertex and marks the one that follows, or says why not. */
export function takeVertex(scene: Scene, at: RingPlace, vertex: number): void {
  const { store } = scene;
  const before = store.state.plan;
  scene.edit("delete vertex", (plan) => deleteVertex(plan, at, vertex));
  if (store.state.plan === before) {
    scene.say("A ring needs three vertices. Remove takes the whole ring away.");
    return;
  }
  const left = ringAt(store.state.plan, at)!.xUm.length;
  store.view({ ring: at, vertex: vertex % left });
}

export function inserting(scene: Scene): Handler {
  const { store } = scene;
  let drag: ((p: Press) => void) | null = null;
  const edgeAt = (p: Press) => nearestEdge(placedRings(store.state.plan), p, p.reach);
  return {
    hint: () => "Press on an edge for a new vertex there; drag it to its place.",
    move(p) {
      const hit = edgeAt(p);
      scene.set({ next: hit, snapped: hit !== null });
    },
    down(p) {
      const hit = edgeAt(p);
      if (!hit) return false;
      const { at } = hit;
      const vertex = hit.index + 1;
      const edit = scene.gesture("insert vertex");
      edit((plan) => insertVertex(plan, at, vertex, hit));
      store.view({ ring: at, vertex });
      drag = (now) => {
        const place = scene.snap(now, { at, vertex });
        scene.set({ next: place });
        edit((plan) => moveVertex(plan, at, vertex, place));
      };
      return true;
    },
    drag: (p) => drag?.(p),
    up() {
      drag = null;
      scene.set({ next: null, snapped: false });
    },
    end: () => scene.set({ next: null, snapped: false }),
  };
}

export function deleting(scene: Scene): Handler {
  const { store } = scene;
  const vertexAt = (p: Press) => nearestVertex(placedRings(store.state.plan), p, p.reach);
  return {
    hint: () => "Click a vertex, or a fixed point, to delete it.",
    move(p) {
      const hit = vertexAt(p);
      scene.set({ next: hit, snapped: hit !== null });
    },
    click(p) {
      const fixed = fixedAt(store.state, p);
      const hit = vertexAt(p);
      if (fixed >= 0) scene.edit("remove fixed point", (plan) => removeFixed(plan, fixed));
      else if (hit) takeVertex(scene, hit.at, hit.index);
      if (hit && !samePlace(store.state.ring, hit.at)) store.view({ ring: hit.at });
      store.view({ vertex: null });
      scene.set({ next: null, snapped: false });
    },
    end: () => scene.set({ next: null, snapped: false }),
  };
}
