/** What tools and picture share and no other part needs: a drawing that has begun, and what the pointer is about to do. */

import type { Plan } from "../plan/plan.ts";
import type { Xy } from "../plan/shapes.ts";
import type { Store } from "../store.ts";
import { type Except, snap } from "./hit.ts";

/** The pointer, um. */
export interface Press extends Xy {
  /** How far away a thing may be and still be meant, um: more for a finger than for a mouse. */
  readonly reach: number;
  /** How near something must be to snap to it, um. */
  readonly snapReach: number;
  readonly shift: boolean;
}

/** What a tool does with the pointer and the keys. */
export interface Handler {
  /** What to do next, a sentence or two. */
  hint(): string;
  /** True: the tool takes the drag that may follow; false: the plane moves with it. */
  down?(p: Press): boolean;
  drag?(p: Press): void;
  up?(p: Press): void;
  move?(p: Press): void;
  /** A press that did not move. */
  click?(p: Press): void;
  /** True: the key meant something. */
  key?(event: KeyboardEvent): boolean;
  /** The tool is put away. */
  end?(): void;
}

/** Steps of the arrow keys, um: as they are, and with Shift. */
const step = 100;
const largeStep = 1_000;

/** arrow is the way that an arrow key means, um; null: another key. */
export function arrow({ key, shiftKey }: KeyboardEvent): Xy | null {
  const d = shiftKey ? largeStep : step;
  if (key === "ArrowLeft") return { x: -d, y: 0 };
  if (key === "ArrowRight") return { x: d, y: 0 };
  if (key === "ArrowUp") return { x: 0, y: d };
  return key === "ArrowDown" ? { x: 0, y: -d } : null;
}

export class Scene {
  readonly store: Store;
  /** Vertices of a drawing that has begun, um. */
  sketch: readonly Xy[] = [];
  /** Where the next vertex would be; null: the pointer is elsewhere. */
  next: Xy | null = null;
  /** Next is what it snapped to. */
  snapped = false;
  /** Index of the fixed point that is marked. */
  fixed: number | null = null;
  /** Words at the pointer, such as an angle. */
  note = "";
  /** Ends of the known distance in the photograph. */
  marks: readonly Xy[] = [];
  /** The last plan that came from here. */
  own: Plan | null = null;
  readonly #changed: () => void;
  #gestures = 0;

  constructor(store: Store, changed: () => void) {
    this.store = store;
    this.#changed = changed;
  }

  /** set changes what is shown, without a step of undo. */
  set(change: Partial<Pick<Scene, "sketch" | "next" | "snapped" | "fixed" | "note" | "marks">>): void {
    Object.assign(this, change);
    this.#changed();
  }

  edit(label: string, change: (plan: Plan) => Plan, gesture = ""): void {
    this.store.edit(label, change, gesture);
    this.own = this.store.state.plan;
  }

  /**
   * gesture gives the edits of one drag, which are one step of undo. When anything else changes the plan meanwhile, such as
   * an undo, what is dragged may be gone, and the rest of the drag does nothing.
   */
  gesture(label: string): (change: (plan: Plan) => Plan) => void {
    const name = `${label} ${++this.#gestures}`;
    let last = this.store.state.plan;
    return (change) => {
      if (this.store.state.plan !== last) return;
      this.edit(label, change, name);
      last = this.store.state.plan;
    };
  }

  /** held is one gesture for a key that is held down. */
  held(label: string, event: KeyboardEvent, change: (plan: Plan) => Plan): void {
    if (!event.repeat) this.#gestures++;
    this.edit(label, change, `key ${label} ${this.#gestures}`);
  }

  /** snap is p, or what it snaps to. */
  snap(p: Press, except?: Except): Xy {
    const { plan, snap: on } = this.store.state;
    const hit = on ? snap(plan, p, p.snapReach, except) : null;
    this.snapped = hit !== null;
    return hit ?? p;
  }

  say(notice: string): void {
    this.store.view({ notice });
  }
}
