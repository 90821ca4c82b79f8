/**
 * Fields of the form: a label, a control, its unit, help behind a question mark, and room for what is wrong. A field shows a
 * path of the contract, so that what the server says of the path stands beside it.
 */
import { h } from "../dom.ts";
import type { Message } from "../message.ts";
import { type Entry, entryOf } from "./catalogue.ts";
import { helpButton } from "./help_button.ts";
import type { Now } from "./now.ts";
import { Says } from "./says.ts";

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
  readonly #ask: HTMLButtonElement | null = null;
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
      this.#ask = helpButton(label, more);
      head.append(this.#ask);
      control.addEventListener("keydown", (event) => this.#help(event as KeyboardEvent));
      control.setAttribute("aria-keyshortcuts", "F1");
      this.#ask.title = "Explain (F1)";
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
    // F1 in the field does it too: a stop before each field would double the way of Tab. What is locked takes no key.
    if (this.#ask) this.#ask.tabIndex = this.#control.disabled ? 0 : -1;
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

  #help(event: KeyboardEvent): void {
    if (event.key !== "F1") return;
    event.preventDefault();
    this.#ask?.click();
  }

  #mark(): void {
    const invalid = this.#own !== "" || this.#refused;
    if (invalid) this.#control.setAttribute("aria-invalid", "true");
    else this.#control.removeAttribute("aria-invalid");
  }
}
