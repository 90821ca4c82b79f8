/** What is said beside a field. */
import { h } from "../dom.ts";
import type { Message } from "../message.ts";

/** Says is the room for messages beside a field or in a group: "Error: ..." in one colour, "Warning: ..." in another. */
export class Says {
  readonly element: HTMLElement;
  readonly #inner = h("div", { class: "server-says" });
  readonly #own: HTMLElement;
  #told = "[]";
  #said = "";

  constructor(id: string) {
    this.#own = h("p", { class: "says error", hidden: true });
    this.element = h("div", { id, class: "messages" }, h("div", { "aria-live": "polite" }, this.#own), this.#inner);
  }

  /** own is what the page itself says; empty: nothing. */
  own(text: string): void {
    if (text === this.#said) return;
    this.#said = text;
    this.#own.replaceChildren(h("b", {}, "Error: "), text);
    this.#own.hidden = text === "";
  }

  tell(messages: readonly Message[]): void {
    const told = JSON.stringify(messages.map(({ kind, text }) => [kind, text]));
    if (told === this.#told) return;
    this.#told = told;
    this.#inner.replaceChildren(
      ...messages.map(({ kind, text }) =>
        h("p", { class: `says ${kind}` }, h("b", {}, kind === "error" ? "Error: " : "Warning: "), text),
      ),
    );
  }
}
