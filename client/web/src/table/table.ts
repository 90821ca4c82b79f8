/** The vertex table: every ring of the plan by its coordinates, for whoever wants them exact, or draws without a pointer. */
import "../style/table.css";
import { h } from "../dom.ts";
import { inPlan, placesOf, ringName, samePlace } from "../plan/place.ts";
import { outlineOf, type Plan, type RingPlace, ringAt } from "../plan/plan.ts";
import { addArea, addHole, addKeepOut, removeRing } from "../plan/shapes.ts";
import type { Store } from "../store.ts";
import { PasteBox } from "./paste_box.ts";
import { areaSeed, innerSeed } from "./seed.ts";
import { Vertices } from "./vertices.ts";

export function mountTable(root: HTMLElement, store: Store): void {
  const vertices = new Vertices(store);
  const select = h("select", { id: "ring", onchange: choose });
  const append = button("Add vertex", () => vertices.append());
  const area = button("Add area", addSquare);
  const hole = button("Add hole", () => addInside("hole"));
  const drop = button("Delete ring", deleteRing);
  const paste = new PasteBox(store, () => shown());
  const ringTools = h("div", { class: "buttons", role: "group", "aria-label": "Rings" });
  ringTools.append(
    area,
    hole,
    button("Add keep-out", () => addInside("keepOut")),
    drop,
  );
  const whole = h(
    "details",
    { open: true, ontoggle: () => show() },
    h("summary", {}, "Coordinates"),
    h("p", { class: "chosen" }, h("label", { for: "ring" }, "Ring"), select),
    ringTools,
    vertices.element,
    append,
    paste.element,
  );
  root.append(whole);

  let places: RingPlace[] = [];

  /** The ring that the table shows: the chosen one, or else the first. */
  function shown(plan: Plan = store.state.plan): RingPlace | null {
    const { ring } = store.state;
    return (ring && inPlan(plan, { ring, vertex: null })?.ring) ?? placesOf(plan)[0] ?? null;
  }

  function show(): void {
    if (!whole.open) return;
    const { state } = store;
    const place = shown();
    const ring = place && ringAt(state.plan, place);
    const count = ring?.xUm.length ?? 0;
    showRings(state.plan, place);
    vertices.show(state, place);
    vertices.element.hidden = count === 0;
    append.hidden = count === 0;
    hole.disabled = !place;
    paste.show(place);
    name(drop, place ? `Delete ${kindOf(place)}` : "Delete ring", !place);
  }

  function showRings(plan: Plan, place: RingPlace | null): void {
    places = placesOf(plan);
    while (select.length > places.length) select.remove(select.length - 1);
    while (select.length < places.length) select.add(new Option());
    for (const [i, at] of places.entries()) {
      const option = select.options[i]!;
      const text = ringName(plan, at);
      if (option.text !== text) option.text = text;
    }
    const index = places.findIndex((at) => samePlace(at, place));
    if (select.selectedIndex !== index) select.selectedIndex = index;
    select.disabled = places.length === 0;
  }

  function choose(): void {
    store.view({ ring: places[select.selectedIndex] ?? null, vertex: null });
  }

  function addSquare(): void {
    store.edit("add area", (plan) => addArea(plan, areaSeed(plan)));
    goTo({ of: "polygon", index: outlineOf(store.state.plan).polygons.length - 1, ring: 0 }, 0);
  }

  function addInside(what: "hole" | "keepOut"): void {
    const { plan } = store.state;
    const place = shown();
    const seed = (place && innerSeed(plan, place)) ?? areaSeed(plan);
    if (what === "keepOut") {
      store.edit("add keep-out", () => addKeepOut(plan, seed));
      goTo({ of: "keepOut", index: outlineOf(store.state.plan).keepOuts.length - 1, ring: 0 }, 0);
    } else if (place) {
      store.edit("add hole", () => addHole(plan, place, seed));
      const added = placesOf(store.state.plan).filter(({ of, index }) => of === place.of && index === place.index);
      goTo({ ...place, ring: added.length - 1 }, 0);
    }
  }

  function deleteRing(): void {
    const place = shown();
    if (!place) return;
    const was = ringName(store.state.plan, place);
    store.edit(`delete ${kindOf(place)}`, (plan) => removeRing(plan, place));
    store.view({ ring: null, vertex: null, notice: `Deleted ${was}; undo brings it back.` });
    (placesOf(store.state.plan).length > 0 ? select : area).focus();
  }

  /** goTo marks a vertex and takes the person to its field. */
  function goTo(ring: RingPlace, vertex: number): void {
    store.view({ ring, vertex });
    show();
    vertices.focus(vertex, "x");
  }

  store.listen((now, before) => {
    if (now === before || now.plan !== before.plan || now.ring !== before.ring || now.vertex !== before.vertex) show();
  });
}

function kindOf({ of, ring }: RingPlace): string {
  if (ring > 0) return "hole";
  return of === "polygon" ? "area" : "keep-out";
}

function button(label: string, onclick: () => void): HTMLButtonElement {
  return h("button", { type: "button", onclick }, label);
}

function name(button: HTMLButtonElement, text: string, disabled: boolean): void {
  if (button.textContent !== text) button.textContent = text;
  button.disabled = disabled;
}
