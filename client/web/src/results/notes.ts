/** Messages as a list, each with a way to what it is about. */
import { byId, h } from "../dom.ts";
import { type Message, worded } from "../message.ts";
import { inPlan, type Place, placeOf, ringName } from "../plan/place.ts";
import { type Plan, type RingPlace, ringAt } from "../plan/plan.ts";
import type { Xy } from "../plan/shapes.ts";
import type { Store } from "../store.ts";

/** focusField takes the person to the control of a field; false: there is none. */
export type FocusField = (field: string) => boolean;

/** Messages that are shown at once; the rest can be opened. */
const most = 6;

export class Notes {
  readonly element = h("div", { class: "notes" });
  readonly #store: Store;
  readonly #focusField: FocusField;
  #key = "[]";
  #count = 0;

  constructor(store: Store, focusField: FocusField) {
    this.#store = store;
    this.#focusField = focusField;
  }

  get count(): number {
    return this.#count;
  }

  /** set shows messages, worded for the plan that they are of. A list that reads the same stays, with the focus in it. */
  set(plan: Plan, messages: readonly Message[]): void {
    const texts = messages.map((m) => worded(plan, m));
    const key = JSON.stringify(messages.map((m, i) => [m.kind, m.field, m.point, texts[i]]));
    if (key === this.#key) return;
    this.#key = key;
    this.#count = messages.length;
    const items = messages.map((m, i) => this.#item(m, texts[i]!));
    this.element.replaceChildren();
    if (items.length > 0) this.element.append(h("ul", {}, ...items.slice(0, most)));
    const rest = items.slice(most);
    if (rest.length > 0) {
      this.element.append(h("details", {}, h("summary", {}, `${rest.length} more`), h("ul", {}, ...rest)));
    }
  }

  #item(m: Message, text: string): HTMLElement {
    const kind = m.kind === "error" ? "Error" : "Warning";
    const place = placeOf(m.field);
    const more: HTMLElement[] = [];
    if (place || hasControl(m.field)) more.push(this.#link("Show", text, () => this.#show(m.field, place)));
    const { point } = m;
    if (point !== undefined) {
      more.push(this.#link(`Show point ${point + 1}`, text, () => this.#showPoint(point)));
    }
    return h("li", { class: m.kind, title: m.reason }, h("strong", {}, `${kind}: `), text, " ", ...more);
  }

  #link(label: string, about: string, onclick: () => void): HTMLElement {
    return h("button", { type: "button", class: "link", "aria-label": `${label}: ${about}`, onclick }, label);
  }

  #show(field: string, place: Place | null): void {
    if (!place) {
      if (!this.#focusField(field)) this.#store.view({ notice: `${field} has no control on this page.` });
      return;
    }
    const there = inPlan(this.#store.state.plan, place);
    if (!there) {
      this.#store.view({ notice: "That ring is no longer there." });
      return;
    }
    const { ring, vertex } = there;
    const name = ringName(this.#store.state.plan, ring);
    this.#store.view({
      ring,
      vertex,
      sought: this.#store.state.refusal?.place ?? vertexOf(this.#store.state.plan, ring, vertex),
      notice: vertex === null ? `Marked ${name}.` : `Marked vertex ${vertex} of ${name}.`,
    });
    byId("board").scrollIntoView({ block: "nearest" }); // on a phone it is far above
  }

  #showPoint(index: number): void {
    const { answer } = this.#store.state;
    if (!answer || index >= answer.x.length) return;
    const sought = { x: answer.x[index]!, y: answer.y[index]! };
    this.#store.view({ hover: index, sought, notice: `Marked point ${index + 1} (index ${index}).` });
    byId("board").scrollIntoView({ block: "nearest" });
  }
}

/** hasControl tells fields from the plan or its outline as a whole, which are everywhere. */
function hasControl(field: string): boolean {
  return field !== "" && field !== "spec" && field !== "spec.outline";
}

/** vertexOf is where a vertex is, or the first one of the ring. */
function vertexOf(plan: Plan, place: RingPlace, vertex: number | null): Xy | null {
  const ring = ringAt(plan, place);
  const at = vertex ?? 0;
  return ring && at in ring.xUm ? { x: ring.xUm[at]!, y: ring.yUm[at]! } : null;
}
