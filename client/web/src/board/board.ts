/** The map: what is drawn, and the tools that draw it. */
import "../style/board.css";
import DragPan from "ol/interaction/DragPan.js";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom.js";
import PinchZoom from "ol/interaction/PinchZoom.js";
import type OlMap from "ol/Map.js";
import { byId } from "../dom.ts";
import { ringAt } from "../plan/plan.ts";
import type { Store, Tool } from "../store.ts";
import { Brush, coloursOf } from "./brush.ts";
import { canvasLayer } from "./canvas.ts";
import { drawing } from "./draw.ts";
import { followPlan, followSought } from "./fit.ts";
import { createMap } from "./map.ts";
import { paintPlaces, paintRefusal, paintSketch } from "./marks.ts";
import { paintOutline } from "./outline.ts";
import { measuring, mountPhoto, shifting } from "./photo_panel.ts";
import { pointer } from "./pointer.ts";
import { fixing, originating } from "./points.ts";
import { type Handler, Scene } from "./scene.ts";
import { selecting } from "./select.ts";
import { mountTools } from "./tools.ts";
import { moving, rotating } from "./transform.ts";
import { deleting, inserting } from "./vertices.ts";
import { mountView } from "./view.ts";

/** mountBoard makes the map in #board and the tools in #tools. Layers of others go between 0 and 20. */
export function mountBoard(store: Store): OlMap {
  const board = byId("board");
  const map = createMap(board);
  let colours = coloursOf(board);
  const outline = canvasLayer(20, (context, sight) => {
    const { state } = store;
    const brush = new Brush(context, sight, colours, state.plan.photo !== null);
    paintOutline(brush, state);
    paintPlaces(brush, state.plan, scene);
    paintRefusal(brush, state);
    paintSketch(brush, scene);
  });
  map.addLayer(outline);

  const scene = new Scene(store, () => {
    outline.changed();
    hint();
    marked();
  });
  const handlers: Record<Tool, Handler> = {
    select: selecting(scene),
    area: drawing(scene, "area"),
    hole: drawing(scene, "hole"),
    keepOut: drawing(scene, "keepOut"),
    insert: inserting(scene),
    delete: deleting(scene),
    move: moving(scene),
    rotate: rotating(scene),
    fixed: fixing(scene),
    origin: originating(scene),
    scale: measuring(scene),
    photo: shifting(scene),
  };
  const handler = () => handlers[store.state.tool];
  const hint = mountTools(byId("tools"), board, scene, handler);

  const marked = mountPhoto(board, map, scene);
  const keys = mountView(board, map, store, (event) => {
    if (handler().key?.(event)) return true;
    if (event.key !== "Escape") return false;
    if (store.state.tool === "select") store.view({ ring: null, vertex: null });
    else store.view({ tool: "select" });
    return true;
  });
  map.addInteraction(
    new DragPan({ condition: ({ originalEvent }) => (originalEvent as PointerEvent).button <= 1, kinetic: undefined }),
  );
  map.addInteraction(new PinchZoom());
  map.addInteraction(new MouseWheelZoom());
  map.addInteraction(pointer(handler, keys.panning));

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    colours = coloursOf(board);
    outline.changed();
  });
  board.addEventListener("pointerleave", () => scene.set({ next: null, snapped: false }));
  followPlan(map, store, scene);
  followSought(map, store);
  store.listen((now, before) => {
    if (now.tool !== before.tool) handlers[before.tool].end?.();
    if (now.ring && !ringAt(now.plan, now.ring)) store.view({ ring: null, vertex: null });
    if (scene.fixed !== null && !(scene.fixed in now.plan.spec.fixedPoints)) scene.fixed = null;
    outline.changed();
    hint();
  });
  return map;
}
