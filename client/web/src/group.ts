/** A part of the form that opens and closes. Closed, its summary tells that something in it is wrong. */
import { h } from "./dom.ts";
import { newId, type Part, Says, type Target } from "./field.ts";
import type { Message } from "./message.ts";

export class Group {
  readonly element: HTMLDetailsElement;
  readonly parts: readonly Part[];
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
  }

  *targets(): Iterable<Target> {
    for (const part of this.parts) yield* part.targets();
  }

  /** badge says how much is wrong inside. */
  badge(messages: readonly Message[]): void {
    const wrong = [...this.targets()].filter((target) => target.wrong).length;
    const refused = messages.filter(({ kind }) => kind === "error").length;
    const warnings = messages.length - refused;
    const errors = refused + wrong;
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

/** note is a part that only tells something, or offers buttons. */
export function note(element: HTMLElement, show: Part["show"]): Part {
  return { element, show, targets: () => [] };
}

/** heading stands above the parts of a group. */
export function heading(text: string): Part {
  return note(h("h3", { id: newId() }, text), () => {});
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
