/** The state of the page, in one place. Whoever changes it says what; whoever shows it hears of each change once a frame. */
import type { GridHeader, GridReport, Protocol, Refusal } from "@mesogrid/client";
import { History } from "./plan/history.ts";
import type { Plan, RingPlace } from "./plan/plan.ts";
import type { Xy } from "./plan/shapes.ts";

/** A grid that the server answered with. Columns are in delivery order, of one length. */
export interface Answer {
  /** The plan that it is of. */
  readonly plan: Plan;
  readonly header: GridHeader;
  readonly report: GridReport;
  /** um. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** nL. */
  readonly volume: Uint32Array;
  /** True: the grid has more points than a page draws, and the columns are empty. */
  readonly omitted: boolean;
}

export type Tool =
  | "select"
  | "area"
  | "hole"
  | "keepOut"
  | "insert"
  | "delete"
  | "move"
  | "rotate"
  | "fixed"
  | "origin"
  | "scale"
  | "photo";

export interface State {
  readonly plan: Plan;
  readonly undoLabel: string;
  readonly redoLabel: string;
  /** The last good grid; it is of the plan where answer.plan === plan. Null: none yet, or nothing is drawn. */
  readonly answer: Answer | null;
  /** Why the newest plan that the server looked at has no grid; null: it has one. */
  readonly refusal: Refusal | null;
  /** A request is under way or waiting. */
  readonly busy: boolean;
  /** That has been so for so long that a person should know: the grid that is shown may be an older plan's. */
  readonly slow: boolean;
  readonly protocols: readonly Protocol[];
  readonly tool: Tool;
  /** New and dragged vertices snap to those that are there. */
  readonly snap: boolean;
  /** The ring that the vertex table shows. */
  readonly ring: RingPlace | null;
  /** Index of the vertex of that ring that is marked. */
  readonly vertex: number | null;
  /** Point under the cursor, or chosen by keyboard. */
  readonly hover: number | null;
  /** A place that somebody asked to see, um: a new object each time. */
  readonly sought: Xy | null;
  /** The scrubber: so many points are shown as given; null: all. */
  readonly shown: number | null;
  /**
   * A sentence about the last action, read out to screen readers too, such as "Saved thigh.geojson". The next change of the
   * plan takes it away.
   */
  readonly notice: string;
}

/** What may be set without a step of undo. */
export type View = Omit<State, "plan" | "undoLabel" | "redoLabel">;

type Listener = (now: State, before: State) => void;

export class Store {
  #history: History;
  #state: State;
  #told: State;
  #listeners = new Set<Listener>();
  #frame = 0;
  #edited: ((plan: Plan) => void) | null = null;

  constructor(plan: Plan) {
    this.#history = new History(plan);
    this.#state = {
      plan,
      undoLabel: "",
      redoLabel: "",
      answer: null,
      refusal: null,
      busy: false,
      slow: false,
      protocols: [],
      tool: "select",
      snap: true,
      ring: null,
      vertex: null,
      hover: null,
      sought: null,
      shown: null,
      notice: "",
    };
    this.#told = this.#state;
  }

  get state(): State {
    return this.#state;
  }

  /**
   * edit replaces the plan by change(plan), as one step of undo that label names ("move vertex"). Edits with the same
   * gesture that follow one another are one step: give a drag a gesture of its own. A change that gives the plan back as
   * it is does nothing.
   */
  edit(label: string, change: (plan: Plan) => Plan, gesture = ""): void {
    this.#history.edit(change(this.#state.plan), label, gesture);
    this.#turn();
  }

  undo(): void {
    this.#history.undo();
    this.#turn();
  }

  redo(): void {
    this.#history.redo();
    this.#turn();
  }

  /** view sets what is no part of the plan. */
  view(change: Partial<View>): void {
    this.#set(change);
  }

  /** listen calls the listener at once, and then at most once a frame with the state now and as it was told last. */
  listen(listener: Listener): void {
    this.#listeners.add(listener);
    listener(this.#state, this.#state);
  }

  /** onEdit is called at once with each new plan: by what asks the server. */
  onEdit(edited: (plan: Plan) => void): void {
    this.#edited = edited;
  }

  #turn(): void {
    const { plan, undoLabel, redoLabel } = this.#history;
    const changed = plan !== this.#state.plan;
    this.#set({ plan, undoLabel, redoLabel, ...(changed && { notice: "" }) });
    if (changed) this.#edited?.(plan);
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const before = this.#told;
      this.#told = this.#state;
      for (const listener of this.#listeners) listener(this.#told, before);
    });
  }
}
