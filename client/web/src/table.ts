/** The vertex table: every ring of the plan by its coordinates, for whoever wants them exact, or draws without a pointer. */
import "./style/table.css";
import { h } from "./dom.ts";
import { parseVertices } from "./paste.ts";
import { inPlan, placesOf, ringName, samePlace } from "./place.ts";
import { outlineOf, type Plan, type RingPlace, ringAt } from "./plan.ts";
import { reachFault } from "./reach.ts";
import { areaSeed, innerSeed } from "./seed.ts";
import {
  addArea,
  addHole,
  addKeepOut,
  deleteVertex,
  fewestVertices,
  insertVertex,
  removeRing,
  ringOf,
  setRing,
} from "./shapes.ts";
import type { Store } from "./store.ts";
import { Vertices } from "./vertices.ts";

export function mountTable(root: HTMLElement, store: Store): void {
  const vertices = new Vertices(store);
  const select = h("select", { id: "ring", onchange: choose });
  const insert = button("Insert after", insertAfter);
  const remove = button("Delete", deleteMarked);
  const hole = button("Add hole", () => addInside("hole"));
  const drop = button("Delete ring", deleteRing);
  const paste = h("textarea", { id: "paste", rows: 5, spellcheck: "false", placeholder: "0 0\n40 0\n40 30" });
  const fault = h("p", { class: "fault", id: "paste-fault", role: "alert" });
  const replace = button("Replace this ring", () => pasted("replace"));
  const ringTools = h("div", { role: "toolbar", "aria-label": "Rings" });
  ringTools.append(
    button("Add area", addSquare),
    hole,
    button("Add keep-out", () => addInside("keepOut")),
    drop,
  );
  const vertexTools = h(
    "div",
    { role: "toolbar", "aria-label": "Vertices" },
    insert,
    button("Add at end", append),
    remove,
  );
  const whole = h(
    "details",
    { open: true, ontoggle: () => show() },
    h("summary", {}, "Coordinates"),
    h("p", { class: "chosen" }, h("label", { for: "ring" }, "Ring"), select),
    ringTools,
    vertices.element,
    vertexTools,
    h(
      "details",
      {},
      h("summary", {}, "Paste coordinates"),
      h("label", { for: "paste" }, "A vertex a line, x and y in mm"),
      paste,
      fault,
      h(
        "p",
        { class: "buttons" },
        replace,
        button("Add as an area", () => pasted("add")),
      ),
    ),
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
    vertexTools.hidden = count === 0;
    const marked = state.vertex !== null && state.vertex < count ? state.vertex : null;
    name(insert, marked === null ? "Insert after" : `Insert after ${marked}`, marked === null);
    name(remove, marked === null ? "Delete" : `Delete ${marked}`, marked === null || count <= fewestVertices);
    hole.disabled = !place;
    replace.disabled = !place;
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

  function insertAfter(): void {
    const { vertex } = store.state;
    if (vertex !== null) insertAt(vertex + 1);
  }

  function append(): void {
    const place = shown();
    const ring = place && ringAt(store.state.plan, place);
    if (ring) insertAt(ring.xUm.length);
  }

  /** insertAt puts a vertex half way between its neighbours to be. */
  function insertAt(index: number): void {
    const place = shown();
    const ring = place && ringAt(store.state.plan, place);
    if (!place || !ring) return;
    const n = ring.xUm.length;
    const [a, b] = [index - 1, index % n];
    const middle = { x: (ring.xUm[a]! + ring.xUm[b]!) / 2, y: (ring.yUm[a]! + ring.yUm[b]!) / 2 };
    store.edit("insert vertex", (plan) => insertVertex(plan, place, index, middle));
    goTo(place, index);
  }

  function deleteMarked(): void {
    const place = shown();
    const { vertex } = store.state;
    if (!place || vertex === null) return;
    store.edit("delete vertex", (plan) => deleteVertex(plan, place, vertex));
    const left = ringAt(store.state.plan, place)?.xUm.length ?? 0;
    store.view({ ring: place, vertex: Math.min(vertex, left - 1) });
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
    select.focus();
  }

  /** goTo marks a vertex and takes the person to its field. */
  function goTo(ring: RingPlace, vertex: number): void {
    store.view({ ring, vertex });
    show();
    vertices.focus(vertex, "x");
  }

  function pasted(how: "replace" | "add"): void {
    const { plan } = store.state;
    const read = parseVertices(paste.value);
    const place = shown();
    let said = typeof read === "string" ? read : "";
    if (typeof read !== "string") {
      const changed = how === "add" ? addArea(plan, read) : place ? setRing(plan, place, ringOf(read)) : plan;
      const beyond = reachFault(changed);
      if (beyond) said = `This ${beyond}.`;
      else {
        store.edit(how === "add" ? "add area" : "paste coordinates", () => changed);
        const last = outlineOf(changed).polygons.length - 1;
        const ring: RingPlace | null = how === "add" ? { of: "polygon", index: last, ring: 0 } : place;
        store.view({ ring, vertex: null, notice: `Took ${read.length} vertices.` });
        paste.value = "";
      }
    }
    fault.textContent = said;
    if (said) {
      paste.setAttribute("aria-invalid", "true");
      paste.setAttribute("aria-describedby", fault.id);
    } else {
      paste.removeAttribute("aria-invalid");
      paste.removeAttribute("aria-describedby");
    }
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
