/** A live region that speaks once what it says has stood for a while: not at each step of a drag. */
import { h } from "../dom.ts";

/** ms. */
const pause = 1_000;

export class Quiet {
  readonly element = h("p", { class: "heard", role: "status" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #text = "";

  say(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.element.textContent !== this.#text) this.element.textContent = this.#text;
    }, pause);
  }
}
