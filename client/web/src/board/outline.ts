/**
 * The picture of the plan: outline and keep-outs, with their names and handles. What a thing is shows in its line too, never
 * in its colour alone. Margins are the server's geometry, and not drawn.
 */
import type { Polygon, Ring } from "@mesogrid/client";
import { chordOf } from "../plan/chord.ts";
import { ringName, samePlace } from "../plan/place.ts";
import { outlineOf, type Plan, ringAt, ringsOf } from "../plan/plan.ts";
import { boxOf, type ShapePlace, type Xy } from "../plan/shapes.ts";
import type { State } from "../store.ts";
import { type Brush, font } from "./brush.ts";
import { handlesOf } from "./handles.ts";
import { shapesOf } from "./hit.ts";

/** Dashes and gaps of lines, px. */
const holeDash = [7, 4];
const keepOutDash = [10, 3, 2, 3];
/** A handle nearer than this to the last one is not drawn, px. */
const handleGap = 7;

export function paintOutline(brush: Brush, state: State): void {
  const { colours } = brush;
  for (const [shape, polygon] of [...shapesOf(state.plan)].reverse()) {
    fill(brush, shape, polygon);
    for (const [ring, value] of ringsOf(polygon).entries()) {
      const width = samePlace({ ...shape, ring }, state.ring) ? 3 : 1.5;
      const dash = shape.of === "keepOut" ? keepOutDash : ring > 0 ? holeDash : [];
      brush.line(value, shape.of === "keepOut" ? colours.keepOut : colours.outline, width, dash);
    }
  }
  names(brush, state.plan);
  handles(brush, state);
}

/** Areas have a breath of colour, which the points show through; keep-outs are hatched. */
function fill(brush: Brush, { of }: ShapePlace, polygon: Polygon): void {
  const { c, colours } = brush;
  c.beginPath();
  for (const ring of ringsOf(polygon)) brush.path(ring);
  c.globalAlpha = of === "polygon" ? 0.07 : 0.55;
  c.fillStyle = of === "polygon" ? colours.outline : brush.hatching(colours.keepOut);
  c.fill("evenodd");
  c.globalAlpha = 1;
}

/** Room that a name takes beside its letters, px: of its rim, of handles beside it, and above the shape's top. */
const pad = 3;
const besides = 12;
const lift = 10;
const lineHeight = 13;
/** For names that lie over points. */
const smallFont = "11px system-ui, sans-serif";

/**
 * names are written into keep-outs, where no point is, and otherwise above a shape. There they may lie over points, so one that
 * would lie over another name too is left out.
 */
function names(brush: Brush, plan: Plan): void {
  const { c, sight } = brush;
  const { polygons, keepOuts } = outlineOf(plan);
  const taken: Box[] = [];
  // Areas first: a keep-out's name is the one to give way.
  for (const [shape, polygon] of [...shapesOf(plan)].reverse()) {
    const named = shape.of === "polygon" ? plan.names[shape.index] : keepOuts[shape.index]?.name;
    // One area without a name needs none.
    if (!named && shape.of === "polygon" && polygons.length === 1) continue;
    const text = ringName(plan, { ...shape, ring: 0 });
    const width = c.measureText(text).width + 2 * pad;
    const inside =
      shape.of === "keepOut"
        ? middleOf(polygon, (width + besides) * sight.resolution, lineHeight * sight.resolution)
        : null;
    const top = topOf(polygon.shell);
    if (!top) continue;
    const x = inside ? sight.x(inside.x) - width / 2 + pad : sight.x(top.x);
    const y = inside ? sight.y(inside.y) + 0.35 * lineHeight : sight.y(top.y) - lift;
    const box: Box = [x - pad, y - lineHeight, x + width, y + pad];
    if (taken.some((other) => meet(box, other))) continue;
    taken.push(box);
    c.font = inside || shape.of === "polygon" ? font : smallFont;
    brush.text(text, x, y);
    c.font = font;
  }
}

/** Least x and y, greatest x and y, px. */
type Box = readonly [number, number, number, number];

const meet = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Levels that a name may stand on, as shares of a shape's height. */
const levels = [1 / 2, 1 / 3, 2 / 3];

/** middleOf is the middle of a shape on the first level where so much has room, um; null: nowhere. */
function middleOf(polygon: Polygon, width: number, height: number): Xy | null {
  const box = boxOf([polygon]);
  if (!box || box[3] - box[1] < 1.5 * height) return null;
  for (const level of levels) {
    const y = Math.floor(box[1] + level * (box[3] - box[1])) + 0.5; // between whole um, so that no vertex lies on it
    const chord = chordOf(ringsOf(polygon), y);
    if (chord && chord[1] - chord[0] >= width) return { x: (chord[0] + chord[1]) / 2, y };
  }
  return null;
}

/** topOf is the uppermost vertex: a name above it is not on the shape. */
function topOf(ring: Ring | undefined): Xy | null {
  if (!ring || ring.xUm.length === 0) return null;
  let top = 0;
  for (let i = 1; i < ring.yUm.length; i++) if (ring.yUm[i]! > ring.yUm[top]!) top = i;
  return { x: ring.xUm[top]!, y: ring.yUm[top]! };
}

function handles(brush: Brush, state: State): void {
  const { c, colours } = brush;
  const { x, y, width, height } = brush.sight;
  c.fillStyle = colours.board;
  c.lineWidth = 1.5;
  for (const [at, { xUm, yUm }] of handlesOf(state)) {
    c.strokeStyle = at.of === "keepOut" ? colours.keepOut : colours.outline;
    let [lastX, lastY] = [Infinity, Infinity];
    for (let i = 0; i < xUm.length; i++) {
      const [px, py] = [x(xUm[i]!), y(yUm[i]!)];
      if (px < -4 || py < -4 || px > width + 4 || py > height + 4) continue;
      if (Math.max(Math.abs(px - lastX), Math.abs(py - lastY)) < handleGap) continue;
      c.fillRect(px - 3, py - 3, 6, 6);
      c.strokeRect(px - 3, py - 3, 6, 6);
      [lastX, lastY] = [px, py];
    }
  }
  const ring = state.ring && ringAt(state.plan, state.ring);
  if (!ring || state.vertex === null || !(state.vertex in ring.xUm)) return;
  const [px, py] = [x(ring.xUm[state.vertex]!), y(ring.yUm[state.vertex]!)];
  c.fillStyle = colours.focus;
  c.fillRect(px - 4.5, py - 4.5, 9, 9);
  brush.circle({ x: px, y: py }, 10, colours.focus, 2);
}
