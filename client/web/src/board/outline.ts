/**
 * The picture of the plan: outline and keep-outs, with their names and handles. What a thing is shows in its line too, never
 * in its colour alone. Margins are the server's geometry, and not drawn.
 */
import type { Polygon, Ring } from "@mesogrid/client";
import { outlineOf, type Plan, ringAt, ringsOf } from "../plan/plan.ts";
import { nameOf, type ShapePlace, type Xy } from "../plan/shapes.ts";
import type { State } from "../store.ts";
import type { Brush } from "./brush.ts";
import { handlesOf } from "./handles.ts";
import { samePlace, shapesOf } from "./hit.ts";

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

function names(brush: Brush, plan: Plan): void {
  const { polygons, keepOuts } = outlineOf(plan);
  for (const [shape, polygon] of shapesOf(plan)) {
    const named = shape.of === "polygon" ? plan.names[shape.index] : keepOuts[shape.index]?.name;
    // One area without a name needs none.
    if (!named && shape.of === "polygon" && polygons.length === 1) continue;
    const top = topOf(polygon.shell);
    if (top) brush.text(nameOf(plan, shape), brush.sight.x(top.x), brush.sight.y(top.y) - 10);
  }
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
