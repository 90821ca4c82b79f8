/** The tool that selects and drags vertices and fixed points. */

import { ringAt } from "../plan/plan.ts";
import { moveVertex, type Xy } from "../plan/shapes.ts";
import { moveFixed, removeFixed } from "../plan/spots.ts";
import { fixedAt, handlesOf, selected } from "./handles.ts";
import { nearestEdge, nearestVertex, placedRings, shapeAt } from "./hit.ts";
import { arrow, type Handler, type Press, type Scene } from "./scene.ts";
import { takeVertex } from "./vertices.ts";

export function selecting(scene: Scene): Handler {
  const { store } = scene;
  let drag: ((p: Press) => void) | null = null;

  /** follows has a thing keep its distance to the pointer, so that it does not jump when it is taken. */
  const follows = (from: Press, { x, y }: Xy) => {
    const [dx, dy] = [x - from.x, y - from.y];
    return (p: Press): Press => ({ ...p, x: p.x + dx, y: p.y + dy });
  };

  return {
    hint() {
      const { ring, vertex } = store.state;
      if (scene.fixed !== null) return "Drag the fixed point, or press Delete to remove it.";
      if (vertex !== null) return "Drag the vertex, or move it with the arrow keys (Shift: 1 mm). Delete removes it.";
      if (ring) return "Drag a vertex, or click one to mark it. Drag empty space to move the plane.";
      return "Click an area, an edge or a vertex. Drag empty space to move the plane.";
    },
    down(p) {
      const { state } = store;
      const fixed = fixedAt(state, p);
      if (fixed >= 0) {
        const to = follows(p, {
          x: state.plan.spec.fixedPoints[fixed]!.xUm,
          y: state.plan.spec.fixedPoints[fixed]!.yUm,
        });
        const edit = scene.gesture("move fixed point");
        drag = (now) => edit((plan) => moveFixed(plan, fixed, to(now)));
        store.view({ vertex: null });
        scene.set({ fixed });
        return true;
      }
      const own = state.ring && nearestVertex(selected(state.plan, state.ring), p, p.reach);
      const hit = own || nearestVertex(handlesOf(state), p, p.reach);
      if (!hit) return false;
      const { at, index: vertex } = hit;
      const to = follows(p, hit);
      const edit = scene.gesture("move vertex");
      drag = (now) => {
        const place = scene.snap(to(now), { at, vertex });
        scene.set({ next: place });
        edit((plan) => moveVertex(plan, at, vertex, place));
      };
      store.view({ ring: at, vertex });
      scene.set({ fixed: null });
      return true;
    },
    drag: (p) => drag?.(p),
    up() {
      drag = null;
      scene.set({ next: null, snapped: false });
    },
    click(p) {
      const { state } = store;
      if (fixedAt(state, p) >= 0 || nearestVertex(handlesOf(state), p, p.reach)) return;
      const shape = shapeAt(state.plan, p, 0);
      const at = nearestEdge(placedRings(state.plan), p, p.reach)?.at ?? (shape && { ...shape, ring: 0 });
      store.view({ ring: at, vertex: null });
      scene.set({ fixed: null });
    },
    key(event) {
      const { ring: at, vertex, plan } = store.state;
      const way = arrow(event);
      const remove = event.key === "Delete" || event.key === "Backspace";
      const { fixed } = scene;
      if (fixed !== null) {
        const point = plan.spec.fixedPoints[fixed];
        if (!point || !(way || remove)) return false;
        if (way) {
          const to = { x: point.xUm + way.x, y: point.yUm + way.y };
          scene.held("move fixed point", event, (p) => moveFixed(p, fixed, to));
        } else {
          scene.edit("remove fixed point", (p) => removeFixed(p, fixed));
          scene.set({ fixed: null });
        }
        return true;
      }
      const ring = at && ringAt(plan, at);
      if (!at || !ring) return false;
      const n = ring.xUm.length;
      if (event.key === "PageDown" || event.key === "PageUp") {
        const by = event.key === "PageDown" ? 1 : n - 1;
        store.view({ vertex: vertex === null ? 0 : (vertex + by) % n });
        return true;
      }
      if (vertex === null || !(way || remove)) return false;
      if (way) {
        const to = { x: ring.xUm[vertex]! + way.x, y: ring.yUm[vertex]! + way.y };
        scene.held("move vertex", event, (p) => moveVertex(p, at, vertex, to));
      } else {
        takeVertex(scene, at, vertex);
      }
      return true;
    },
    end() {
      drag = null;
      scene.set({ fixed: null, next: null, snapped: false });
    },
  };
}
