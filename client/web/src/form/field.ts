/**
 * Fields of the form: a label, a control, its unit, help behind a question mark, and room for what is wrong. A field shows a
 * path of the contract, so that what the server says of the path stands beside it.
 */
import { h } from "../dom.ts";
import type { Message } from "../message.ts";
import { type Entry, entryOf } from "./catalogue.ts";
import type { Now } from "./now.ts";

/** Where messages about a path are told. */
export interface Target {
  readonly path: string;
  /** What the path is called beside its message; undefined: its title. */
  readonly label?: string;
  /** Messages in words. */
  tell(messages: readonly Message[]): void;
  focus(): void;
  /** True: the page itself has something against what stands there. */
  readonly wrong?: boolean;
}

/** A part of the form. */
export interface Part {
  readonly element: HTMLElement;
  show(now: Now): void;
  /** What can be told something now: nothing of what is hidden. */
  targets(): Iterable<Target>;
}

/** Event of a field whose own complaint comes or goes: its group tells of it. */
export const wrong = "mesogrid:wrong";

let ids = 0;

/** newId is an id that no other element has. */
export function newId(): string {
  ids += 1;
  return `field-${ids}`;
}

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

export type Control = HTMLInputElement | HTMLSelectElement;

export interface Options {
  /** Of the contract; catalogue has its label and help. */
  readonly path: string;
  /** Where the label is to be another one. */
  readonly label?: string;
  /** Hidden where it is false. */
  readonly when?: (now: Now) => boolean;
  /** It cannot be changed now: what stands above it says why. */
  readonly locked?: (now: Now) => boolean;
  /** The control under its label: for long choices. */
  readonly wide?: boolean;
}

/** Field is the shell of a control. */
export class Field implements Target {
  readonly element: HTMLElement;
  readonly path: string;
  readonly label: string;
  readonly entry: Entry;
  readonly #control: Control;
  readonly #unit = h("span", { class: "unit" });
  readonly #says: Says;
  readonly #options: Options;
  #own = "";
  #refused = false;

  constructor(options: Options, control: Control) {
    this.path = options.path;
    this.entry = entryOf(options.path);
    this.#options = options;
    this.#control = control;
    control.id = newId();
    const label = options.label ?? this.entry.label;
    this.label = this.entry.label;
    this.#says = new Says(`${control.id}-says`);
    this.#unit.id = `${control.id}-unit`;
    const described = [this.#unit.id, this.#says.element.id];
    const { help } = this.entry;
    const head = h("div", { class: "head" }, h("label", { for: control.id }, label));
    let more: HTMLElement | null = null;
    if (help) {
      more = h("p", { id: `${control.id}-help`, class: "help", hidden: true }, help);
      head.append(helpButton(label, more));
      described.push(more.id);
    }
    control.setAttribute("aria-describedby", described.join(" "));
    this.element = h(
      "div",
      { class: options.wide ? "field wide" : "field" },
      head,
      h("div", { class: "control" }, control, this.#unit),
      more,
      this.#says.element,
    );
  }

  get hidden(): boolean {
    return this.element.hidden === true;
  }

  get wrong(): boolean {
    return this.#own !== "";
  }

  /** show says whether it is there, and whether it can be changed. */
  show(now: Now): void {
    this.element.hidden = !(this.#options.when?.(now) ?? true);
    this.#control.disabled = this.#options.locked?.(now) ?? false;
  }

  unit(text: string): void {
    if (this.#unit.textContent !== text) this.#unit.textContent = text;
  }

  /** own is what the page itself has against what was typed; empty: nothing. */
  own(text: string): void {
    if (text === this.#own) return;
    this.#own = text;
    this.#says.own(text);
    this.#mark();
    this.element.dispatchEvent(new Event(wrong, { bubbles: true }));
  }

  tell(messages: readonly Message[]): void {
    this.#refused = messages.some(({ kind }) => kind === "error");
    this.#says.tell(messages);
    this.#mark();
  }

  focus(): void {
    this.#control.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  #mark(): void {
    const invalid = this.#own !== "" || this.#refused;
    if (invalid) this.#control.setAttribute("aria-invalid", "true");
    else this.#control.removeAttribute("aria-invalid");
  }
}

/** helpButton shows and hides an explanation. */
function helpButton(about: string, help: HTMLElement): HTMLButtonElement {
  return h(
    "button",
    {
      type: "button",
      class: "ask",
      "aria-label": `About ${about.toLowerCase()}`,
      "aria-expanded": "false",
      "aria-controls": help.id,
      onclick: (event: Event) => {
        help.hidden = !help.hidden;
        (event.currentTarget as HTMLElement).setAttribute("aria-expanded", String(!help.hidden));
      },
    },
    "?",
  );
}
