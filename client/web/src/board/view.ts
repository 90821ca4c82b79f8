/** The way that one looks at the plane: zoom, keys, scale bar, cursor's place. */
import type OlMap from "ol/Map.js";
import { h } from "../dom.ts";
import type { Store } from "../store.ts";
import { fit } from "./fit.ts";
import { scaleOf } from "./scale_bar.ts";

const keysText =
  "Plus and minus zoom, arrow keys move the plane, 0 fits the plan. Page Up and Page Down go from vertex to vertex of the " +
  "selected ring, arrow keys then move the vertex by 0.1 mm, with Shift by 1 mm, and Delete removes it. Escape ends a tool. " +
  "The table of vertices takes exact numbers.";

/** Share of the board that an arrow key moves it by. */
const stride = 0.15;
const zoomStep = 1.5;

/**
 * mountView adds buttons, scale bar and the cursor's place to the board, and makes it a stop of the keyboard. Keys go to
 * the tool first. It keeps data-center-x, data-center-y (um) and data-resolution (um per pixel) of the board up to date.
 */
export function mountView(
  board: HTMLElement,
  map: OlMap,
  store: Store,
  toolKey: (event: KeyboardEvent) => boolean,
): { panning: () => boolean } {
  const view = map.getView();
  const zoom = (factor: number) => view.adjustResolution(1 / factor);
  const pan = (dx: number, dy: number) => {
    const [width = 0, height = 0] = map.getSize() ?? [];
    const [x = 0, y = 0] = view.getCenter() ?? [];
    const resolution = view.getResolution()! * stride;
    view.setCenter([x + dx * width * resolution, y + dy * height * resolution]);
  };
  const fitPlan = () => fit(map, store.state.plan);

  const button = (label: string, text: string, onclick: () => void) =>
    h("button", { type: "button", "aria-label": label, title: label, onclick }, text);
  const line = h("div", { class: "scale-line" });
  const words = h("div");
  const place = h("div", { class: "cursor" });
  board.append(
    h("p", { id: "board-keys", class: "heard" }, keysText),
    h(
      "div",
      { class: "zoom", role: "group", "aria-label": "Zoom" },
      button("Zoom in", "+", () => zoom(zoomStep)),
      button("Zoom out", "−", () => zoom(1 / zoomStep)),
      h("button", { type: "button", title: "Show the whole plan", onclick: fitPlan }, "Fit"),
    ),
    h("div", { class: "scale" }, words, line),
    place,
  );
  for (const [name, value] of Object.entries({
    tabindex: "0",
    role: "application",
    "aria-label": "Drawing of the plan",
    "aria-describedby": "board-keys",
  })) {
    board.setAttribute(name, value);
  }

  const tell = () => {
    const [x = 0, y = 0] = view.getCenter() ?? [];
    const resolution = view.getResolution() ?? 1;
    Object.assign(board.dataset, { centerX: String(x), centerY: String(y), resolution: String(resolution) });
    const { um, text } = scaleOf(120 * resolution);
    line.style.width = `${um / resolution}px`;
    words.textContent = text;
  };
  view.on(["change:center", "change:resolution"] as never, tell);
  tell();

  map.on("pointermove", ({ coordinate: [x = 0, y = 0] }) => {
    place.textContent = `x ${(x / 1000).toFixed(1)} mm   y ${(y / 1000).toFixed(1)} mm`;
  });
  board.addEventListener("pointerleave", () => {
    place.textContent = "";
  });

  let space = false;
  const viewport = map.getViewport()!;
  viewport.addEventListener("pointerdown", () => board.focus({ preventScroll: true }));
  // The middle button would scroll the page by itself.
  viewport.addEventListener("mousedown", (event) => event.button === 1 && event.preventDefault());
  board.addEventListener("keyup", ({ key }) => {
    if (key === " ") space = false;
  });
  board.addEventListener("blur", () => {
    space = false;
  });
  const actions: Record<string, () => void> = {
    ArrowLeft: () => pan(-1, 0),
    ArrowRight: () => pan(1, 0),
    ArrowUp: () => pan(0, 1),
    ArrowDown: () => pan(0, -1),
    "+": () => zoom(zoomStep),
    "=": () => zoom(zoomStep),
    "-": () => zoom(1 / zoomStep),
    "0": fitPlan,
    " ": () => {
      space = true;
    },
  };
  board.addEventListener("keydown", (event) => {
    if (event.target !== board || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actions[event.key];
    if (toolKey(event)) event.preventDefault();
    else if (action) {
      event.preventDefault();
      action();
    }
  });
  return { panning: () => space };
}
