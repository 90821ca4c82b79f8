/** Tools that place a point by a click. */

import { addFixed, setOrigin } from "../plan/spots.ts";
import { fixedAt } from "./handles.ts";
import type { Handler, Press, Scene } from "./scene.ts";

export function fixing(scene: Scene): Handler {
  return {
    hint: () => "Click where a point must be. Select drags it; Delete removes it.",
    click(p) {
      if (fixedAt(scene.store.state, p) < 0) scene.edit("add fixed point", (plan) => addFixed(plan, p));
    },
  };
}

export function originating(scene: Scene): Handler {
  const follow = (p: Press) => {
    const next = scene.snap(p);
    scene.set({ next });
    return next;
  };
  return {
    hint: () => "Click where a point of the lattice must lie.",
    move: follow,
    click(p) {
      const to = follow(p);
      scene.edit("set origin", (plan) => setOrigin(plan, to));
    },
    end: () => scene.set({ next: null, snapped: false }),
  };
}
