/** A part of the form that opens and closes. Closed, its summary tells that something in it is wrong. */
import { h } from "../dom.ts";
import type { Message } from "../message.ts";
import { entryOf } from "./catalogue.ts";
import { newId, type Part, type Target, wrong } from "./field.ts";
import { helpButton } from "./help_button.ts";
import type { Now } from "./now.ts";
import { Says } from "./says.ts";

export class Group {
  readonly element: HTMLDetailsElement;
  readonly parts: readonly Part[];
  #messages: readonly Message[] = [];
  readonly #badge = h("span", { class: "badge", hidden: true });

  constructor(title: string, open: boolean, parts: readonly Part[]) {
    this.parts = parts;
    const body = h("div", { class: "group" }, ...parts.map(({ element }) => element));
    this.element = h(
      "details",
      { class: "group-box", open },
      h("summary", {}, h("span", {}, title), this.#badge),
      body,
    );
    this.element.addEventListener(wrong, () => this.badge(this.#messages));
  }

  /** show leaves what is closed as it is, nobody sees it, but for the complaint that its badge tells. */
  show(now: Now): void {
    if (this.element.open || this.#wrong() > 0) for (const part of this.parts) part.show(now);
  }

  *targets(): Iterable<Target> {
    for (const part of this.parts) yield* part.targets();
  }

  #wrong(): number {
    return [...this.targets()].filter((target) => target.wrong).length;
  }

  /** badge says how much is wrong inside. */
  badge(messages: readonly Message[]): void {
    this.#messages = messages;
    const own = this.#wrong();
    const refused = messages.filter(({ kind }) => kind === "error").length;
    const warnings = messages.length - refused;
    const errors = refused + own;
    const text = [counted(errors, "error"), counted(warnings, "warning")].filter(Boolean).join(", ");
    if (this.#badge.textContent === text) return;
    this.#badge.textContent = text;
    this.#badge.hidden = text === "";
    this.#badge.className = `badge ${errors > 0 ? "error" : "warning"}`;
  }
}

function counted(n: number, what: string): string {
  return n === 0 ? "" : `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** leave takes the focus from what is about to disappear to the head of its group. */
export function leave(element: Element): void {
  element.closest("details")?.querySelector("summary")?.focus();
}

/** note is a part that only tells something, or offers buttons. */
export function note(element: HTMLElement, show: Part["show"]): Part {
  return { element, show, targets: () => [] };
}

/** heading stands above the parts of a group: the label of a list, and what it means. */
export function heading(path: string): Part {
  const { label, help } = entryOf(path);
  const head = h("div", { class: "head" }, h("h3", {}, label));
  const element = h("div", {}, head);
  if (help) {
    const more = h("p", { id: newId(), class: "help", hidden: true }, help);
    head.append(helpButton(label, more));
    element.append(more);
  }
  return note(element, () => {});
}

/** room is where messages of a path stand that has no field. */
export function room(path: string): Part {
  const says = new Says(newId());
  const element = h("div", { tabindex: "-1" }, says.element);
  return {
    element,
    show() {},
    *targets() {
      yield { path, tell: (messages) => says.tell(messages), focus: () => element.focus() };
    },
  };
}
