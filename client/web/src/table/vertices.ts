/** The rows of the ring that the table shows: all, or a page of a long one. */
import { h } from "../dom.ts";
import { ringName, samePlace } from "../plan/place.ts";
import { type RingPlace, ringAt } from "../plan/plan.ts";
import { reachFault } from "../plan/reach.ts";
import { deleteVertex, fewestVertices, insertVertex, moveVertex } from "../plan/shapes.ts";
import type { State, Store } from "../store.ts";
import { type Span, spanWith, turned } from "./paging.ts";
import { type Axis, type RowOwner, VertexRow } from "./vertex_row.ts";

export class Vertices implements RowOwner {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #body = h("tbody");
  readonly #scroller: HTMLElement;
  readonly #pages: HTMLElement;
  readonly #which = h("span");
  readonly #back: HTMLButtonElement;
  readonly #on: HTMLButtonElement;
  readonly #rows: VertexRow[] = [];
  #place: RingPlace | null = null;
  #vertex: number | null = null;
  #span: Span = { first: 0, end: 0 };
  #count = 0;

  constructor(store: Store) {
    this.#store = store;
    const heads = ["Vertex", "x, mm", "y, mm"].map((text) => h("th", { scope: "col" }, text));
    heads.push(h("th", { scope: "col" }, h("span", { class: "heard" }, "Tools")));
    const caption = h("caption", { class: "heard" }, "Vertices, counted from 0");
    this.#scroller = h(
      "div",
      { class: "scroller" },
      h("table", {}, caption, h("thead", {}, h("tr", {}, ...heads)), this.#body),
    );
    this.#back = h("button", { type: "button", onclick: () => this.#turn(-1) }, "Earlier");
    this.#on = h("button", { type: "button", onclick: () => this.#turn(1) }, "Later");
    this.#pages = h("p", { class: "pages", hidden: true }, this.#back, this.#which, this.#on);
    this.element = h("div", {}, this.#pages, this.#scroller);
  }

  /** show shows the vertices of a ring; a vertex that has just been marked is scrolled to, without taking the focus. */
  show({ plan, vertex }: State, place: RingPlace | null): void {
    const ring = place && ringAt(plan, place);
    if (!samePlace(place, this.#place)) {
      this.#span = { first: 0, end: 0 };
      for (const row of this.#rows) row.clear();
    }
    const marked = vertex !== this.#vertex || !samePlace(place, this.#place);
    this.#place = place;
    this.#vertex = vertex;
    this.#count = ring?.xUm.length ?? 0;
    this.#span = spanWith(marked ? vertex : null, this.#span, this.#count);
    this.#fill(plan);
    if (marked && vertex !== null) this.#reveal(vertex);
  }

  /** focus goes to a field of a row. */
  focus(index: number, axis: Axis): void {
    this.#span = spanWith(index, this.#span, this.#count);
    this.#fill();
    this.#rows[index - this.#span.first]?.focus(axis);
    this.#reveal(index);
  }

  commit(index: number, axis: Axis, um: number): string {
    const { plan } = this.#store.state;
    const ring = this.#place && ringAt(plan, this.#place);
    if (!this.#place || !ring || !(index in ring.xUm)) return "cannot be set: the vertex is gone";
    const to = { x: ring.xUm[index]!, y: ring.yUm[index]!, [axis]: um };
    const changed = moveVertex(plan, this.#place, index, to);
    const fault = changed === plan ? "" : reachFault(changed);
    if (fault === "") this.#store.edit("move vertex", () => changed);
    return fault;
  }

  select(index: number): void {
    const { ring, vertex } = this.#store.state;
    if (vertex !== index || !samePlace(ring, this.#place)) this.#store.view({ ring: this.#place, vertex: index });
  }

  insertAfter(index: number): void {
    const ring = this.#place && ringAt(this.#store.state.plan, this.#place);
    if (!this.#place || !ring || !(index in ring.xUm)) return;
    const place = this.#place;
    const next = (index + 1) % ring.xUm.length;
    const middle = { x: (ring.xUm[index]! + ring.xUm[next]!) / 2, y: (ring.yUm[index]! + ring.yUm[next]!) / 2 };
    this.#store.edit("insert vertex", (plan) => insertVertex(plan, place, index + 1, middle));
    this.#goTo(index + 1);
  }

  /** append puts a vertex after the last. */
  append(): void {
    this.insertAfter(this.#count - 1);
  }

  remove(index: number): void {
    const place = this.#place;
    if (!place || this.#count <= fewestVertices) return;
    this.#store.edit("delete vertex", (plan) => deleteVertex(plan, place, index));
    this.#goTo(Math.min(index, this.#count - 2));
  }

  #goTo(index: number): void {
    this.#store.view({ ring: this.#place, vertex: index });
    this.show(this.#store.state, this.#place);
    this.focus(index, "x");
  }

  step(index: number, axis: Axis, by: number): void {
    this.focus(Math.max(0, Math.min(index + by, this.#count - 1)), axis);
  }

  #turn(by: 1 | -1): void {
    this.#span = turned(this.#span, by, this.#count);
    this.#fill();
    this.#scroller.scrollTop = 0;
    (by < 0 ? [this.#back, this.#on] : [this.#on, this.#back]).find((button) => !button.disabled)?.focus();
  }

  #fill(plan = this.#store.state.plan): void {
    const { first, end } = this.#span;
    const ring = this.#place && ringAt(plan, this.#place);
    const name = this.#place ? ringName(plan, this.#place) : "";
    const spare = this.#count > fewestVertices;
    while (this.#rows.length > end - first) this.#rows.pop()?.element.remove();
    while (this.#rows.length < end - first) {
      const row = new VertexRow(this, `vertex-fault-${this.#rows.length}`);
      this.#rows.push(row);
      this.#body.append(row.element);
    }
    for (const [i, row] of this.#rows.entries()) {
      const index = first + i;
      const current = index === this.#vertex;
      row.set(index, ring?.xUm[index] ?? 0, ring?.yUm[index] ?? 0, { ring: name, current, spare });
    }
    const paged = end - first < this.#count;
    this.#pages.hidden = !paged;
    if (!paged) return;
    this.#which.textContent = `${first} to ${end - 1} of ${this.#count}`;
    this.#back.disabled = first === 0;
    this.#on.disabled = end === this.#count;
  }

  /** reveal scrolls the list alone: the panel stays where it is. */
  #reveal(index: number): void {
    const row = this.#rows[index - this.#span.first]?.element;
    if (!row) return;
    const list = this.#scroller;
    const head = list.querySelector("thead")?.offsetHeight ?? 0;
    const top = row.offsetTop - head;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (row.offsetTop + row.offsetHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = row.offsetTop + row.offsetHeight - list.clientHeight;
    }
  }
}
