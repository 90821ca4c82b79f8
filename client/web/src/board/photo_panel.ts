/** The photograph under the drawing: its layer, its tools, and the small panel over the map. */
import Layer from "ol/layer/Layer.js";
import type OlMap from "ol/Map.js";
import { h } from "../dom.ts";
import { length, parse } from "../plan/quantity.ts";
import type { Store } from "../store.ts";
import { sightOf } from "./canvas.ts";
import { movedPhoto, scaledPhoto } from "./photo.ts";
import { arrow, type Handler, type Press, type Scene } from "./scene.ts";

/** photoLayer shows the photograph of the plan, below all else. */
function photoLayer(store: Store): { layer: Layer; image: HTMLImageElement } {
  const image = h("img", { alt: "" });
  const holder = h("div", { class: "canvas-layer" }, image);
  const layer = new Layer({
    zIndex: 0,
    render(frame) {
      const { photo } = store.state.plan;
      image.hidden = !photo;
      if (!photo) return holder;
      if (image.getAttribute("src") !== photo.url) image.src = photo.url;
      const sight = sightOf(frame);
      const scale = photo.umPerPixel / sight.resolution;
      image.style.width = `${photo.width}px`;
      image.style.height = `${photo.height}px`;
      const [x, y] = [sight.x(photo.x), sight.y(photo.y + photo.height * photo.umPerPixel)];
      image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
      return holder;
    },
  });
  return { layer, image };
}

/** shifting moves the photograph alone. */
export function shifting(scene: Scene): Handler {
  let drag: ((p: Press) => void) | null = null;
  return {
    hint: () => "Drag the photograph, or move it with the arrow keys (Shift: 1 mm). The drawing stays.",
    down(from) {
      const { photo } = scene.store.state.plan;
      if (!photo) return false;
      const edit = scene.gesture("move photograph");
      drag = (p) => edit((plan) => movedPhoto(plan, photo, p.x - from.x, p.y - from.y));
      return true;
    },
    drag: (p) => drag?.(p),
    up() {
      drag = null;
    },
    key(event) {
      const way = arrow(event);
      const { photo } = scene.store.state.plan;
      if (!way || !photo) return false;
      scene.held("move photograph", event, (plan) => movedPhoto(plan, photo, way.x, way.y));
      return true;
    },
  };
}

/** measuring marks the two ends of a distance that is known. */
export function measuring(scene: Scene): Handler {
  return {
    hint() {
      if (scene.marks.length === 0)
        return "Click one end of a distance that you know, such as on a ruler in the photograph.";
      return scene.marks.length === 1 ? "Click the other end." : "Enter the distance, or click again to start anew.";
    },
    click({ x, y }) {
      const marks = scene.marks.length === 1 ? [...scene.marks, { x, y }] : [{ x, y }];
      scene.set({ marks });
    },
    key({ key }) {
      if (key !== "Backspace" || scene.marks.length === 0) return false;
      scene.set({ marks: scene.marks.slice(0, -1) });
      return true;
    },
    end: () => scene.set({ marks: [] }),
  };
}

/** mountPhoto gives the board its photograph; what it gives back is to be called when the marks change. */
export function mountPhoto(board: HTMLElement, map: OlMap, scene: Scene): () => void {
  const { store } = scene;
  const { layer, image } = photoLayer(store);
  map.addLayer(layer);

  const toggle = (tool: "scale" | "photo") => store.view({ tool: store.state.tool === tool ? "select" : tool });
  const name = h("summary", { class: "photo-name" });
  const scale = h("button", { type: "button", onclick: () => toggle("scale") }, "Scale");
  const move = h("button", { type: "button", onclick: () => toggle("photo") }, "Move photo");
  const drop = () => {
    scene.edit("remove photograph", (plan) => ({ ...plan, photo: null }));
    board.focus();
  };
  const remove = h("button", { type: "button", onclick: drop }, "Remove photo");
  const opacity = h("input", {
    type: "range",
    min: 10,
    max: 100,
    value: 70,
    oninput: () => {
      image.style.opacity = String(Number(opacity.value) / 100);
    },
  });
  image.style.opacity = "0.7";
  const warning = h("p", { class: "photo-warning" }, "Scale it: mark a distance that you know.");

  const distance = h("input", { id: "known-distance", inputmode: "decimal", autocomplete: "off", size: 8 });
  const fault = h("p", { id: "known-distance-fault", class: "fault", role: "alert" });
  distance.setAttribute("aria-describedby", fault.id);
  const form = h(
    "form",
    {
      hidden: true,
      onsubmit: (event: Event) => {
        event.preventDefault();
        const known = parse(distance.value, length);
        const wrong = typeof known === "string" ? known : known > 0n ? "" : "the distance must be more than 0";
        fault.textContent = wrong && `Distance: ${wrong}.`;
        distance.setAttribute("aria-invalid", String(wrong !== ""));
        const [a, b] = scene.marks;
        if (wrong || typeof known === "string" || !a || !b) return;
        scene.edit("scale photograph", (plan) => scaledPhoto(plan, a, b, Number(known)));
        store.view({ tool: "select", notice: `Scaled the photograph: ${distance.value.trim()} mm between the marks` });
        distance.value = "";
        board.focus();
      },
    },
    h("label", { for: distance.id }, "Distance, mm"),
    distance,
    h("button", { type: "submit" }, "Set scale"),
    fault,
  );
  const panel = h(
    "details",
    { class: "photo", "aria-label": "Photograph", open: !matchMedia("(max-width: 40rem)").matches, hidden: true },
    name,
    warning,
    h("div", { class: "tools" }, scale, move, remove),
    h("label", { class: "opacity" }, "Opacity", opacity),
    form,
  );
  board.append(panel);

  store.listen(({ plan: { photo }, tool }) => {
    panel.hidden = !photo;
    name.textContent = photo ? `Photo${photo.scaled ? "" : ", not to scale"}: ${photo.name}` : "";
    warning.hidden = photo?.scaled ?? true;
    scale.setAttribute("aria-pressed", String(tool === "scale"));
    move.setAttribute("aria-pressed", String(tool === "photo"));
    if (!photo && (tool === "scale" || tool === "photo")) store.view({ tool: "select" });
    layer.changed();
  });
  return () => {
    const asks = scene.marks.length === 2;
    if (form.hidden !== asks) return;
    form.hidden = !asks;
    fault.textContent = "";
    if (!asks) return;
    panel.open = true;
    distance.focus();
  };
}
