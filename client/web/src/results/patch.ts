/** Lists and tables that are shown sixty times a second: what is there is kept, and only texts that differ are set. */
import { h } from "../dom.ts";
import type { Cells } from "./doses.ts";
import type { Row } from "./figures.ts";

/** Slot is an element of one text. */
class Slot<E extends HTMLElement = HTMLElement> {
  readonly element: E;
  readonly #text = document.createTextNode("");

  constructor(element: E) {
    this.element = element;
    element.append(this.#text);
  }

  set(text: string): void {
    if (this.#text.data !== text) this.#text.data = text;
  }
}

/** fit makes a list as long as it has to be, from the end. */
function fit<T extends { readonly element: HTMLElement }>(
  list: T[],
  n: number,
  root: HTMLElement,
  make: () => T,
): void {
  while (list.length > n) list.pop()?.element.remove();
  while (list.length < n) {
    const one = make();
    list.push(one);
    root.append(one.element);
  }
}

/** Rows is a list of names and what they are. */
export class Rows {
  readonly element: HTMLDListElement;
  readonly #rows: { element: HTMLElement; name: Slot; value: Slot }[] = [];

  constructor(className: string) {
    this.element = h("dl", { class: className });
  }

  set(rows: readonly Row[]): void {
    fit(this.#rows, rows.length, this.element, () => {
      const name = new Slot(h("dt"));
      const value = new Slot(h("dd"));
      return { element: h("div", {}, name.element, value.element), name, value };
    });
    for (const [i, { name, value, under = false }] of rows.entries()) {
      const row = this.#rows[i]!;
      row.name.set(name);
      row.value.set(value);
      const className = under ? "under" : "";
      if (row.element.className !== className) row.element.className = className;
    }
    if (this.element.hidden !== (rows.length === 0)) this.element.hidden = rows.length === 0;
  }
}

/** Line is the cells of a row. */
class Line {
  readonly element = h("tr");
  readonly #cells: Slot[] = [];
  readonly #head: boolean;

  constructor(head = false) {
    this.#head = head;
  }

  set(texts: readonly string[]): void {
    fit(this.#cells, texts.length, this.element, () => {
      const first = this.#cells.length === 0;
      if (this.#head) return new Slot(h("th", { scope: "col" }));
      return new Slot<HTMLElement>(first ? h("th", { scope: "row" }) : h("td"));
    });
    for (const [i, text] of texts.entries()) this.#cells[i]!.set(text);
  }
}

/** Table is a table of texts, away while it has no rows. */
export class Table {
  readonly element: HTMLElement;
  readonly #head = new Line(true);
  readonly #body = h("tbody");
  readonly #lines: Line[] = [];

  constructor(caption: string) {
    const heard = h("caption", { class: "heard" }, caption);
    const table = h("table", {}, heard, h("thead", {}, this.#head.element), this.#body);
    this.element = h("div", { class: "wide" }, table);
  }

  set({ heads, rows }: Cells): void {
    if (this.element.hidden !== (rows.length === 0)) this.element.hidden = rows.length === 0;
    this.#head.set(heads);
    fit(this.#lines, rows.length, this.#body, () => new Line());
    for (const [i, row] of rows.entries()) this.#lines[i]!.set(row);
  }
}
