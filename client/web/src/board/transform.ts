/** Tools that move and rotate an area or keep-out as a whole. */
import type { Polygon } from "@mesogrid/client";
import { angle, withUnit } from "../plan/quantity.ts";
import { boxOf, moved, polygonAt, type ShapePlace, setPolygon, turned, type Xy } from "../plan/shapes.ts";
import { inPolygon, shapeAt } from "./hit.ts";
import { arrow, type Handler, type Press, type Scene } from "./scene.ts";

/** Steps of a turn, mdeg: of a drag, of one with Shift and of the arrow keys. */
const fine = 100;
const coarse = 5_000;

/** taken is the shape that is meant: the selected one where p is in it, else what is there. */
function taken({ store }: Scene, p: Press): ShapePlace | null {
  const { plan, ring } = store.state;
  if (ring && inPolygon(polygonAt(plan, ring), p)) return ring;
  return shapeAt(plan, p, p.reach);
}

const word = ({ of }: ShapePlace) => (of === "polygon" ? "area" : "keep-out");

export function moving(scene: Scene): Handler {
  const { store } = scene;
  let drag: ((p: Press) => void) | null = null;
  return {
    hint: () => "Drag an area or keep-out; its holes go along. Arrow keys move the selected one.",
    down(from) {
      const at = taken(scene, from);
      const start = at && polygonAt(store.state.plan, at);
      if (!at || !start) return false;
      store.view({ ring: { of: at.of, index: at.index, ring: 0 }, vertex: null });
      const edit = scene.gesture(`move ${word(at)}`);
      drag = (p) => edit((plan) => setPolygon(plan, at, moved(start, p.x - from.x, p.y - from.y)));
      return true;
    },
    drag: (p) => drag?.(p),
    up() {
      drag = null;
    },
    key(event) {
      const way = arrow(event);
      const { ring: at, plan } = store.state;
      const polygon = at && polygonAt(plan, at);
      if (!way || !polygon) return false;
      scene.held(`move ${word(at)}`, event, (p) => setPolygon(p, at, moved(polygon, way.x, way.y)));
      return true;
    },
  };
}

export function rotating(scene: Scene): Handler {
  const { store } = scene;
  let drag: ((p: Press) => void) | null = null;
  /** Turned by keys so far: from one start, so that the rounding does not add up. */
  let keys: { start: Polygon; now: Polygon | undefined; mdeg: number } | null = null;

  return {
    hint: () => "Drag an area or keep-out about its middle (Shift: steps of 5°). Left and right keys turn by 0.1°.",
    down(from) {
      const at = taken(scene, from);
      const start = at && polygonAt(store.state.plan, at);
      if (!at || !start) return false;
      store.view({ ring: { of: at.of, index: at.index, ring: 0 }, vertex: null });
      const about = middle(start);
      const edit = scene.gesture(`rotate ${word(at)}`);
      const first = Math.atan2(from.y - about.y, from.x - about.x);
      drag = (p) => {
        const turn = ((Math.atan2(p.y - about.y, p.x - about.x) - first) / Math.PI) * 180_000;
        const step = p.shift ? coarse : fine;
        // Between half a turn clockwise and half a turn counter-clockwise.
        const mdeg = Math.round((turn - 360_000 * Math.round(turn / 360_000)) / step) * step + 0;
        scene.set({ note: withUnit(mdeg, angle), next: p, snapped: false });
        edit((plan) => setPolygon(plan, at, turned(start, about, mdeg)));
      };
      return true;
    },
    drag: (p) => drag?.(p),
    up() {
      drag = null;
      scene.set({ note: "", next: null });
    },
    key(event) {
      const { ring: at, plan } = store.state;
      const polygon = at && polygonAt(plan, at);
      const way = arrow(event);
      if (!polygon || !way || way.x === 0) return false;
      if (keys?.now !== polygon) keys = { start: polygon, now: polygon, mdeg: 0 };
      const { start } = keys;
      const mdeg = keys.mdeg + (event.shiftKey ? coarse : fine) * (way.x < 0 ? 1 : -1);
      scene.held(`rotate ${word(at)}`, event, (p) => setPolygon(p, at, turned(start, middle(start), mdeg)));
      keys = { start, now: polygonAt(store.state.plan, at), mdeg };
      scene.say(`Turned by ${withUnit(mdeg, angle)}`);
      return true;
    },
  };
}

/** middle is the middle of a polygon's box, whole um. */
function middle(polygon: Polygon): Xy {
  const [minX, minY, maxX, maxY] = boxOf([polygon]) ?? [0, 0, 0, 0];
  return { x: Math.round((minX + maxX) / 2), y: Math.round((minY + maxY) / 2) };
}
