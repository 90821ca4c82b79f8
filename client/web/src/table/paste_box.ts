/** Where coordinates are pasted, to replace a ring or to be a new area. */
import { h } from "../dom.ts";
import { outlineOf, type RingPlace } from "../plan/plan.ts";
import { reachFault } from "../plan/reach.ts";
import { addArea, ringOf, setRing } from "../plan/shapes.ts";
import type { Store } from "../store.ts";
import { parseVertices } from "./paste.ts";

export class PasteBox {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #text = h("textarea", { id: "paste", rows: 5, spellcheck: "false", placeholder: "0 0\n40 0\n40 30" });
  readonly #fault = h("p", { class: "fault", id: "paste-fault", role: "alert" });
  readonly #replace: HTMLButtonElement;

  /** shown is the ring that is to be replaced. */
  constructor(store: Store, shown: () => RingPlace | null) {
    this.#store = store;
    this.#replace = h("button", { type: "button", onclick: () => this.#take(shown()) }, "Replace this ring");
    const add = h("button", { type: "button", onclick: () => this.#take(null) }, "Add as an area");
    this.element = h(
      "details",
      {},
      h("summary", {}, "Paste coordinates"),
      h("label", { for: "paste" }, "A vertex a line, x and y in mm"),
      this.#text,
      this.#fault,
      h("p", { class: "buttons" }, this.#replace, add),
    );
  }

  show(place: RingPlace | null): void {
    this.#replace.disabled = !place;
  }

  /** take makes what was pasted the ring at a place, or a new area where there is none. */
  #take(place: RingPlace | null): void {
    const { plan } = this.#store.state;
    const vertices = parseVertices(this.#text.value);
    if (typeof vertices === "string") {
      this.#say(vertices);
      return;
    }
    const changed = place ? setRing(plan, place, ringOf(vertices)) : addArea(plan, vertices);
    const fault = reachFault(changed);
    if (fault) {
      this.#say(`This ${fault}.`);
      return;
    }
    this.#say("");
    this.#text.value = "";
    this.#store.edit(place ? "paste coordinates" : "add area", () => changed);
    const ring = place ?? { of: "polygon", index: outlineOf(changed).polygons.length - 1, ring: 0 };
    this.#store.view({ ring, vertex: null, notice: `Took ${vertices.length} vertices.` });
  }

  #say(fault: string): void {
    this.#fault.textContent = fault;
    for (const [name, value] of Object.entries({ "aria-invalid": "true", "aria-describedby": this.#fault.id })) {
      if (fault) this.#text.setAttribute(name, value);
      else this.#text.removeAttribute(name);
    }
  }
}
