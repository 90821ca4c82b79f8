/** What is marked in the picture: places of one's own, what the server refuses, and what a tool is about to do. */

import { placeOf } from "../plan/place.ts";
import { type Plan, ringAt } from "../plan/plan.ts";
import { fewestVertices, type Xy } from "../plan/shapes.ts";
import type { State } from "../store.ts";
import { type Brush, font } from "./brush.ts";
import type { Scene } from "./scene.ts";

/** Fixed points are diamonds with their name, the origin a cross with an open middle. */
export function paintPlaces(brush: Brush, { spec }: Plan, scene: Scene): void {
  const { c, colours } = brush;
  const { x, y } = brush.sight;
  for (const [i, { xUm, yUm, name }] of spec.fixedPoints.entries()) {
    const [px, py] = [x(xUm), y(yUm)];
    const size = i === scene.fixed ? 10 : 7;
    c.beginPath();
    c.moveTo(px, py - size);
    c.lineTo(px + size, py);
    c.lineTo(px, py + size);
    c.lineTo(px - size, py);
    c.closePath();
    c.strokeStyle = i === scene.fixed ? colours.focus : colours.ink;
    c.lineWidth = i === scene.fixed ? 3 : 1.5;
    c.stroke();
    if (name) brush.text(name, px + size + 3, py - 3);
  }
  if (spec.placement.case !== "origin") return;
  const { xUm, yUm } = spec.placement.value;
  const [px, py] = [x(xUm), y(yUm)];
  c.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    c.moveTo(px + 4 * dx, py + 4 * dy);
    c.lineTo(px + 16 * dx, py + 16 * dy);
  }
  c.strokeStyle = colours.ink;
  c.lineWidth = 2;
  c.stroke();
  brush.text("origin", px + 8, py + 18);
}

/** The ring or vertex that the server refuses, and the place that it names. */
export function paintRefusal(brush: Brush, { refusal, plan }: State): void {
  if (!refusal) return;
  const field = placeOf(refusal.field);
  const ring = field && ringAt(plan, field.ring);
  const { c, colours } = brush;
  let place = refusal.place;
  if (field && ring) {
    c.beginPath();
    brush.path(ring);
    c.globalAlpha = 0.4;
    c.lineWidth = 9;
    c.strokeStyle = colours.error;
    c.stroke();
    c.globalAlpha = 1;
    const vertex = field.vertex;
    if (vertex !== null && vertex in ring.xUm) place ??= { x: ring.xUm[vertex]!, y: ring.yUm[vertex]! };
  }
  if (!place) return;
  const { x: px, y: py } = brush.at(place);
  brush.circle({ x: px, y: py }, 14, colours.board, 5);
  brush.circle({ x: px, y: py }, 14, colours.error, 2.5);
  c.font = "bold 16px system-ui, sans-serif";
  brush.text("!", px + 17, py - 8, colours.error);
  c.font = font;
}

export function paintSketch(brush: Brush, { sketch, next, snapped, note, marks }: Scene): void {
  const { c, colours } = brush;
  const { x, y } = brush.sight;
  const { focus, board } = colours;
  const place = (v: Xy): [number, number] => [x(v.x), y(v.y)];
  c.strokeStyle = focus;
  c.lineWidth = 2;
  for (const line of [sketch, marks]) {
    if (line.length === 0) continue;
    c.beginPath();
    for (const v of line) c.lineTo(...place(v));
    if (next && line === sketch) c.lineTo(...place(next));
    c.stroke();
    for (const v of line) brush.circle({ x: x(v.x), y: y(v.y) }, 4, focus, 2);
  }
  const first = sketch[0];
  if (first && sketch.length >= fewestVertices) {
    brush.circle({ x: x(first.x), y: y(first.y) }, 8, board, 4);
    brush.circle({ x: x(first.x), y: y(first.y) }, 8, focus, 2);
  }
  if (!next) return;
  const [px, py] = place(next);
  if (snapped) brush.circle({ x: px, y: py }, 7, focus, 2);
  if (note) brush.text(note, px + 14, py - 14);
}
