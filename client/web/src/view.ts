/** The way that one looks at the plane: zoom, keys, scale bar, cursor's place. */
import type OlMap from "ol/Map.js";
import { h } from "./dom.ts";
import { shapesOf } from "./hit.ts";
import { isEmpty, outlineOf, type Plan } from "./plan.ts";
import type { Scene } from "./scene.ts";
import { boxOf } from "./shapes.ts";
import type { Store } from "./store.ts";

const keysText =
  "Plus and minus zoom, arrow keys move the plane, 0 fits the plan. Page Up and Page Down go from vertex to vertex of the " +
  "selected ring, arrow keys then move the vertex by 0.1 mm, with Shift by 1 mm, and Delete removes it. Escape ends a tool. " +
  "The table of vertices takes exact numbers.";

/** Share of the board that an arrow key moves it by. */
const stride = 0.15;
const zoomStep = 1.5;
const duration = 150;

/** extentOf is the box of all that is drawn, um; null: nothing is. */
export function extentOf(plan: Plan): [number, number, number, number] | null {
  const boxes = [boxOf([...shapesOf(plan)].map(([, polygon]) => polygon))];
  for (const { xUm, yUm } of plan.spec.fixedPoints) boxes.push([xUm, yUm, xUm, yUm]);
  const { photo } = plan;
  if (photo) {
    const [w, h] = [photo.width * photo.umPerPixel, photo.height * photo.umPerPixel];
    boxes.push([photo.x, photo.y, photo.x + w, photo.y + h]);
  }
  const all = boxes.filter((box) => box !== null);
  if (all.length === 0) return null;
  const of = (i: number, choose: (...n: number[]) => number) => choose(...all.map((box) => box[i]!));
  return [of(0, Math.min), of(1, Math.min), of(2, Math.max), of(3, Math.max)];
}

/** fit shows the whole plan. */
export function fit(map: OlMap, plan: Plan): void {
  const extent = extentOf(plan);
  if (extent) map.getView().fit(extent, { size: map.getSize(), padding: [56, 56, 56, 56], minResolution: 20 });
}

/**
 * followPlan fits the view when a plan comes from elsewhere, such as a file: the first thing in an empty plan, or an outline
 * that shares nothing with the last one and is not in sight.
 */
export function followPlan(map: OlMap, store: Store, scene: Scene): void {
  store.listen(({ plan }, { plan: before }) => {
    if (plan === before || plan === scene.own || isEmpty(plan)) return;
    const old = new Set(outlineOf(before).polygons);
    const shared = outlineOf(plan).polygons.some((polygon) => old.has(polygon));
    if (isEmpty(before) || (!shared && old.size > 0 && !inSight(map, plan))) fit(map, plan);
  });
}

function inSight(map: OlMap, plan: Plan): boolean {
  const box = extentOf(plan);
  const size = map.getSize();
  if (!box || !size) return true;
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = map.getView().calculateExtent(size);
  const large = Math.max((box[2] - box[0]) / (maxX - minX), (box[3] - box[1]) / (maxY - minY)) > 0.1;
  return large && box[0] >= minX && box[1] >= minY && box[2] <= maxX && box[3] <= maxY;
}

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
  const zoom = (factor: number) => view.animate({ resolution: view.getResolution()! / factor, duration });
  const pan = (dx: number, dy: number) => {
    const [width = 0, height = 0] = map.getSize() ?? [];
    const [x = 0, y = 0] = view.getCenter() ?? [];
    const resolution = view.getResolution()! * stride;
    view.animate({ center: [x + dx * width * resolution, y + dy * height * resolution], duration });
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

/** scaleOf is the longest of 1, 2, 5, 10 ... that is no longer than so many um. */
export function scaleOf(longest: number): { um: number; text: string } {
  const power = 10 ** Math.floor(Math.log10(longest));
  const um = power * ([5, 2].find((n) => n * power <= longest) ?? 1);
  if (um >= 10_000_000) return { um, text: `${um / 1_000_000} m` };
  if (um >= 10_000) return { um, text: `${um / 10_000} cm` };
  return um >= 100 ? { um, text: `${um / 1_000} mm` } : { um, text: `${um} µm` };
}
