/** The point under the cursor, and a card beside it that says what it gets. */
import type OlMap from "ol/Map.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import { h } from "../dom.ts";
import type { Store } from "../store.ts";
import { placeCard } from "./card.ts";
import { factsOf } from "./facts.ts";
import { lookupOf } from "./lookup.ts";

/** How far from a point still means it, px: with a cursor, and with a finger. */
const reach = 12;
const fingerReach = 24;

export function mountHover(map: OlMap, store: Store): void {
  const board = map.getTargetElement()!;
  const card = h("div", { class: "point-card", hidden: true });
  board.append(card);
  /** Where the cursor is, px of the map; null: elsewhere, or busy with a drag. */
  let cursor: number[] | null = null;
  let within = reach;

  const look = () => {
    const { answer, tool, hover } = store.state;
    const at = cursor && map.getCoordinateFromPixel(cursor);
    const found =
      at && answer && tool === "select"
        ? lookupOf(answer).blocks.nearest(at[0]!, at[1]!, within * (map.getView().getResolution() ?? 1))
        : null;
    if (found !== hover) store.view({ hover: found });
  };
  const point = (pixel: number[] | null, finger = false) => {
    cursor = pixel;
    within = finger ? fingerReach : reach;
    look();
  };
  const isTouch = (event: MapBrowserEvent) => (event.originalEvent as PointerEvent).pointerType === "touch";

  map.on("pointermove", (event) => {
    if (!isTouch(event)) point(event.dragging ? null : event.pixel);
  });
  // Without a cursor the plane moves to show a point that somebody asked for, and it stays marked.
  map.on("moveend", () => cursor && look());
  map.on("pointerdrag", () => point(null));
  map.on("click", (event) => {
    if (isTouch(event)) point(event.pixel, true);
  });
  board.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") point(null);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") point(null);
  });

  store.listen((now, before) => {
    if (now.answer !== before.answer || now.tool !== before.tool) look();
    if (now.hover === before.hover && now.answer === before.answer) return;
    const { answer, hover } = store.state;
    card.hidden = answer === null || hover === null || cursor === null || hover >= answer.x.length;
    if (card.hidden || !answer || hover === null || !cursor) return;
    const { title, lines } = factsOf(lookupOf(answer), hover);
    card.replaceChildren(
      h("strong", {}, title),
      h("dl", {}, ...lines.flatMap(({ name, value }) => [h("dt", {}, name), h("dd", {}, value)])),
    );
    const [left, top] = placeCard(
      cursor,
      [card.offsetWidth, card.offsetHeight],
      [board.clientWidth, board.clientHeight],
    );
    card.style.left = `${left}px`;
    card.style.top = `${top}px`;
  });
}
