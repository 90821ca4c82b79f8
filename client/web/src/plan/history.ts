/** Undo and redo: plans, of which one is now. Edits of one gesture, such as a drag, are one step. */
import type { Plan } from "./plan.ts";

/** Steps that are kept; the oldest go first. */
const depth = 500;

interface Step {
  readonly plan: Plan;
  /** What led here, for the undo button, such as "move vertex". */
  readonly label: string;
  /** Gesture that it belongs to; empty: a step of its own. */
  readonly gesture: string;
}

export class History {
  #steps: Step[];
  #now = 0;

  constructor(plan: Plan) {
    this.#steps = [{ plan, label: "", gesture: "" }];
  }

  get plan(): Plan {
    return this.#steps[this.#now]!.plan;
  }

  /** What undo would take back, or redo would do again; empty: nothing. */
  get undoLabel(): string {
    return this.#now > 0 ? this.#steps[this.#now]!.label : "";
  }

  get redoLabel(): string {
    return this.#steps[this.#now + 1]?.label ?? "";
  }

  /** edit makes a plan the one of now. Within one gesture it takes the place of that gesture's last plan. */
  edit(plan: Plan, label: string, gesture = ""): void {
    const now = this.#steps[this.#now]!;
    if (plan === now.plan) return;
    const same = gesture !== "" && now.gesture === gesture && this.#now > 0;
    const kept = this.#steps.slice(0, same ? this.#now : this.#now + 1);
    this.#steps = [...kept, { plan, label, gesture }].slice(-depth);
    this.#now = this.#steps.length - 1;
  }

  undo(): void {
    if (this.#now > 0) this.#now--;
  }

  redo(): void {
    if (this.#now + 1 < this.#steps.length) this.#now++;
  }
}
