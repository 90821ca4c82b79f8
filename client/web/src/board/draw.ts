/** Drawing a ring: vertex by vertex, or freehand. */

import type { RingPlace } from "../plan/plan.ts";
import { outlineOf } from "../plan/plan.ts";
import { addArea, addHole, addKeepOut, fewestVertices, type Xy } from "../plan/shapes.ts";
import { holeOwner } from "./hit.ts";
import type { Handler, Press, Scene } from "./scene.ts";

type Kind = "area" | "hole" | "keepOut";

const begin: Record<Kind, string> = {
  area: "Click the area's first vertex, or drag with Shift to draw freehand.",
  hole: "Click the hole's first vertex, inside an area.",
  keepOut: "Click the first vertex of what to leave out; it may cross the rim.",
};

export function drawing(scene: Scene, kind: Kind): Handler {
  let freehand = false;

  const clear = () => scene.set({ sketch: [], snapped: false });

  const finish = () => {
    const ring = scene.sketch;
    if (ring.length < fewestVertices) return;
    const at = add(scene, kind, ring);
    if (!at) return;
    clear();
    scene.store.view({ ring: at, vertex: null, tool: "select" });
  };

  const near = (p: Press, to: Xy | undefined, reach = p.reach) => !!to && Math.hypot(p.x - to.x, p.y - to.y) <= reach;
  const closes = (p: Press) => scene.sketch.length >= fewestVertices && near(p, scene.sketch[0]);

  const follow = (p: Press) => {
    const closing = closes(p);
    const next = closing ? scene.sketch[0]! : scene.snap(p);
    scene.set({ next, snapped: scene.snapped || closing });
    return next;
  };

  return {
    hint() {
      const n = scene.sketch.length;
      if (n === 0) return begin[kind];
      const back = "Backspace takes one back, Escape cancels.";
      if (n < fewestVertices) return `Click the next vertex. ${back}`;
      return `Double-click, Enter, the first vertex or Finish ends. ${back}`;
    },
    down(p) {
      freehand = p.shift && scene.sketch.length === 0;
      if (freehand) scene.set({ sketch: [p] });
      return freehand;
    },
    drag(p) {
      // As dense as a hand is exact; every pixel would be more vertices than anyone can edit.
      if (!near(p, scene.sketch.at(-1))) scene.set({ sketch: [...scene.sketch, p], next: p });
    },
    up() {
      if (scene.sketch.length >= fewestVertices) finish();
      else clear();
    },
    move: follow,
    click(p) {
      if (freehand) return;
      // The second click of a double click is at the last vertex too.
      if (closes(p) || near(p, scene.sketch.at(-1), p.reach / 2)) return finish();
      const vertex = follow(p);
      if (!scene.sketch.some(({ x, y }) => x === vertex.x && y === vertex.y)) {
        if (scene.store.state.notice) scene.say("");
        scene.set({ sketch: [...scene.sketch, vertex] });
      }
    },
    key({ key }) {
      if (scene.sketch.length === 0) return false;
      if (key === "Enter") finish();
      else if (key === "Escape") clear();
      else if (key === "Backspace" || key === "Delete") scene.set({ sketch: scene.sketch.slice(0, -1) });
      else return false;
      return true;
    },
    end: clear,
  };
}

/** add makes what was drawn a part of the plan, and says where it is. */
function add(scene: Scene, kind: Kind, ring: readonly Xy[]): RingPlace | null {
  const { polygons, keepOuts } = outlineOf(scene.store.state.plan);
  if (kind === "area") {
    scene.edit("draw area", (plan) => addArea(plan, ring));
    return { of: "polygon", index: polygons.length, ring: 0 };
  }
  if (kind === "keepOut") {
    scene.edit("draw keep-out", (plan) => addKeepOut(plan, ring));
    return { of: "keepOut", index: keepOuts.length, ring: 0 };
  }
  const index = holeOwner(scene.store.state.plan, ring);
  if (index === null) {
    scene.say("The hole lies in no area. Take its vertices back, and start inside an area.");
    return null;
  }
  const owner = { of: "polygon", index } as const;
  scene.edit("draw hole", (plan) => addHole(plan, owner, ring));
  return { ...owner, ring: polygons[index]!.holes.length + 1 };
}
