/** A list of the plan, each entry a card of fields, with buttons to add and remove. */

import { h } from "../../dom.ts";
import { valueAt, withValueAt } from "../../plan/contract.ts";
import { type Plan, withSpec } from "../../plan/plan.ts";
import type { Store } from "../../store.ts";
import { newId, type Part, type Target } from "../field.ts";
import { leave } from "../group.ts";
import type { Now } from "../now.ts";
import { rowTitles } from "../paths.ts";
import { Says } from "../says.ts";

export interface RowsOptions {
  /** Of the list. */
  readonly path: string;
  /** Fields of an entry, by its path. */
  readonly fields: (path: string, index: number) => readonly Part[];
  /** What can be added, and how; each is a button. */
  readonly add?: readonly { readonly label: string; readonly entry: (now: Now) => unknown }[];
  /** Taking an entry away, where more has to go with it. */
  readonly remove?: (plan: Plan, index: number) => Plan;
  /** A choice of the entry elsewhere on the page, such as on the drawing. */
  readonly select?: { readonly choose: (index: number) => void; readonly chosen: (now: Now, index: number) => boolean };
  /** Labels above their controls, two fields side by side: for lists that grow long. */
  readonly dense?: boolean;
  /** What stands there while the list is empty. */
  readonly empty?: string;
}

/** Row is one entry. */
class Row implements Target {
  readonly element: HTMLElement;
  readonly path: string;
  readonly parts: readonly Part[];
  readonly #says = new Says(newId());
  readonly #select: HTMLButtonElement | null;
  readonly #options: RowsOptions;
  readonly #index: number;

  constructor(options: RowsOptions, index: number, remove: () => void) {
    this.#options = options;
    this.#index = index;
    this.path = `${options.path}[${index}]`;
    this.parts = options.fields(this.path, index);
    const title = `${rowTitles[options.path.split(".").at(-1)!]} ${index + 1}`;
    const { select } = options;
    this.#select = select
      ? h("button", { type: "button", "aria-pressed": "false", onclick: () => select.choose(index) }, "Select")
      : null;
    this.#select?.setAttribute("aria-label", `Select ${title.toLowerCase()}`);
    const drop = h(
      "button",
      { type: "button", "aria-label": `Remove ${title.toLowerCase()}`, onclick: remove },
      "Remove",
    );
    this.element = h(
      "div",
      { class: "row", role: "group", "aria-label": title, tabindex: "-1" },
      h("div", { class: "row-head" }, h("span", { class: "row-title" }, title), this.#select, drop),
      this.#says.element,
      h(
        "div",
        { class: options.dense ? "row-fields dense" : "row-fields" },
        ...this.parts.map(({ element }) => element),
      ),
    );
    this.element.setAttribute("aria-describedby", this.#says.element.id);
  }

  show(now: Now): void {
    for (const part of this.parts) part.show(now);
    const chosen = this.#options.select?.chosen(now, this.#index) ?? false;
    this.#select?.setAttribute("aria-pressed", String(chosen));
  }

  tell: Target["tell"] = (messages) => this.#says.tell(messages);

  focus(): void {
    const control = this.element.querySelector<HTMLElement>("input, select");
    (control ?? this.element).focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  *targets(): Iterable<Target> {
    yield this;
    for (const part of this.parts) yield* part.targets();
  }
}

/** Cards that are made at once: a file may bring thousands of entries. */
const page = 50;

export function rows(store: Store, options: RowsOptions): Part {
  const { path } = options;
  const list = h("div", { class: "rows" });
  const says = new Says(newId());
  const adders = (options.add ?? []).map(({ label, entry }) =>
    h("button", { type: "button", onclick: () => append(label, entry) }, label),
  );
  const none = options.empty ? h("p", { class: "faint" }, options.empty) : null;
  const more = h("button", { type: "button", hidden: true });
  const element = h("div", { class: "list" }, says.element, none, list, more, h("div", { class: "adders" }, ...adders));
  let now: Now;
  let all: Row[] = [];
  let focusLast = false;
  let most = page;

  const entries = (spec = now.spec) => (valueAt(spec, path) as readonly unknown[] | undefined) ?? [];
  const append = (label: string, entry: (now: Now) => unknown) => {
    focusLast = true;
    store.edit(label.toLowerCase(), (plan) =>
      withSpec(plan, withValueAt(plan.spec, path, [...entries(plan.spec), entry(now)])),
    );
  };
  const cut = (plan: Plan, index: number) =>
    withSpec(plan, withValueAt(plan.spec, path, entries(plan.spec).toSpliced(index, 1)));
  const remove = (index: number) => {
    store.edit(`remove ${rowTitles[path.split(".").at(-1)!]?.toLowerCase()}`, (plan) =>
      (options.remove ?? cut)(plan, index),
    );
    // What was typed and refused belongs to the entry that goes, or moves up: all rows are made anew.
    all = [];
    list.replaceChildren();
    if (adders[0]) adders[0].focus();
    else leave(list);
  };

  const part: Part = {
    element,
    show(next) {
      now = next;
      const total = entries().length;
      if (focusLast) most = Math.max(most, total);
      const length = Math.min(total, most);
      while (all.length > length) all.pop()?.element.remove();
      while (all.length < length) {
        const index = all.length;
        const row = new Row(options, index, () => remove(index));
        all.push(row);
        list.append(row.element);
      }
      if (none) none.hidden = total > 0;
      more.hidden = length === total;
      more.textContent = `Show ${Math.min(page, total - length)} more of ${total}`;
      for (const row of all) row.show(now);
      if (focusLast) all.at(-1)?.focus();
      focusLast = false;
    },
    *targets() {
      yield {
        path,
        tell: (messages) => says.tell(messages),
        focus: () => (adders[0] ?? element.querySelector<HTMLElement>("input, button"))?.focus(),
      };
      for (const row of all) yield* row.targets();
    },
  };
  more.addEventListener("click", () => {
    const first = most;
    most += page;
    part.show(now);
    all[first]?.focus();
  });
  return part;
}
