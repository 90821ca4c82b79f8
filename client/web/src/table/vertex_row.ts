/** A row of the vertex table: its index, and x and y to be typed exactly. */

import { h } from "../dom.ts";
import { coordinate } from "../plan/reach.ts";
import { mm } from "../results/amount.ts";

export type Axis = "x" | "y";

/** What a row asks of its table. */
export interface RowOwner {
  /** commit sets a coordinate, um; what it gives back is what is wrong with that, or empty. */
  commit(index: number, axis: Axis, um: number): string;
  /** select marks the row's vertex. */
  select(index: number): void;
  /** insertAfter puts a new vertex between the row's and the next. */
  insertAfter(index: number): void;
  /** remove takes the row's vertex away. */
  remove(index: number): void;
  /** step goes to the same field of a row so many further on. */
  step(index: number, axis: Axis, by: number): void;
}

export interface RowState {
  /** Name of the ring. */
  readonly ring: string;
  /** The vertex is the marked one: its row has the tools. */
  readonly current: boolean;
  /** The ring has vertices to spare. */
  readonly spare: boolean;
}

export class VertexRow {
  readonly element: HTMLTableRowElement;
  readonly #owner: RowOwner;
  readonly #head = h("th", { scope: "row" });
  readonly #fault: HTMLElement;
  readonly #insert: HTMLButtonElement;
  readonly #remove: HTMLButtonElement;
  readonly #inputs: Readonly<Record<Axis, HTMLInputElement>>;
  #index = -1;
  #ring = "";
  readonly #faults: Record<Axis, string> = { x: "", y: "" };
  /** What the inputs show while nobody types; um. */
  #shown: Record<Axis, number | null> = { x: null, y: null };

  constructor(owner: RowOwner, id: string) {
    this.#owner = owner;
    this.#fault = h("p", { class: "fault", id, role: "alert", hidden: true });
    this.#inputs = { x: this.#input("x"), y: this.#input("y") };
    const x = h("td", {}, this.#inputs.x);
    const y = h("td", {}, this.#inputs.y, this.#fault);
    this.#insert = h(
      "button",
      { type: "button", title: "Insert after", onclick: () => owner.insertAfter(this.#index) },
      "+",
    );
    this.#remove = h("button", { type: "button", title: "Delete", onclick: () => owner.remove(this.#index) }, "✕");
    const tools = h("td", { class: "row-tools" }, this.#insert, this.#remove);
    const mark = (event: Event) => {
      if (!tools.contains(event.target as Node)) owner.select(this.#index);
    };
    this.element = h("tr", { onclick: mark }, this.#head, x, y, tools);
  }

  /** set shows a vertex, um; typing that has not been taken yet stays unless the row becomes another vertex's. */
  set(index: number, x: number, y: number, { ring, current, spare }: RowState): void {
    if (index !== this.#index || ring !== this.#ring) {
      this.#index = index;
      this.#ring = ring;
      this.#head.textContent = String(index);
      this.clear();
      this.#insert.setAttribute("aria-label", `Insert after ${index}`);
      this.#remove.setAttribute("aria-label", `Delete ${index}`);
      for (const axis of ["x", "y"] as const) {
        this.#inputs[axis].setAttribute("aria-label", `${ring}, vertex ${index}, ${axis} in mm`);
      }
    }
    this.#remove.disabled = !spare;
    this.#show("x", x);
    this.#show("y", y);
    if (current !== this.element.hasAttribute("aria-current")) {
      if (current) this.element.setAttribute("aria-current", "true");
      else this.element.removeAttribute("aria-current");
    }
  }

  /** clear forgets what was typed and what was wrong with it. */
  clear(): void {
    this.#shown = { x: null, y: null };
    this.#say("x", "");
    this.#say("y", "");
  }

  focus(axis: Axis): void {
    this.#inputs[axis].focus({ preventScroll: true });
    this.#inputs[axis].select();
  }

  #show(axis: Axis, um: number): void {
    if (um === this.#shown[axis]) return;
    this.#shown[axis] = um;
    const input = this.#inputs[axis];
    input.value = mm(um);
    if (input.hasAttribute("aria-invalid")) this.#say(axis, "");
  }

  #input(axis: Axis): HTMLInputElement {
    const input = h("input", {
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      onfocus: () => this.#owner.select(this.#index),
      onchange: () => this.#take(axis),
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === "Escape") this.#back(axis);
        const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        this.#owner.step(this.#index, axis, by);
      },
    });
    return input;
  }

  #take(axis: Axis): void {
    const input = this.#inputs[axis];
    const um = coordinate(input.value);
    const fault = typeof um === "string" ? um : this.#owner.commit(this.#index, axis, um);
    this.#say(axis, fault);
    if (fault || typeof um === "string") return;
    this.#shown[axis] = um;
    input.value = mm(um);
  }

  /** back shows the vertex as it is in place of what was typed. */
  #back(axis: Axis): void {
    const um = this.#shown[axis];
    if (um !== null) this.#inputs[axis].value = mm(um);
    this.#inputs[axis].select();
    this.#say(axis, "");
  }

  #say(axis: Axis, fault: string): void {
    const input = this.#inputs[axis];
    this.#faults[axis] = fault && `${axis} ${fault}.`;
    if (fault) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", this.#fault.id);
    } else if (input.hasAttribute("aria-invalid")) {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    const text = [this.#faults.x, this.#faults.y].filter(Boolean).join(" ");
    if (this.#fault.textContent !== text) this.#fault.textContent = text;
    this.#fault.hidden = text === "";
  }
}
