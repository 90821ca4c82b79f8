/**
 * The picture of the plan: outline, keep-outs, points of one's own, origin, handles. What a thing is shows in its line and
 * shape too, never in its colour alone. Margins are the server's geometry, and not drawn.
 */
import type { Ring } from "@mesogrid/client";
import type { Sight } from "./canvas.ts";
import { handlesOf } from "./edit.ts";
import { samePlace, shapesOf } from "./hit.ts";
import { placeOf } from "./place.ts";
import { outlineOf, type Plan, ringAt, ringsOf } from "./plan.ts";
import type { Scene } from "./scene.ts";
import { fewestVertices, nameOf, type ShapePlace, type Xy } from "./shapes.ts";
import type { State } from "./store.ts";

export interface Colours {
  readonly outline: string;
  readonly keepOut: string;
  readonly ink: string;
  readonly board: string;
  readonly error: string;
  readonly focus: string;
}

export function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    outline: of("--outline"),
    keepOut: of("--keep-out"),
    ink: of("--ink"),
    board: of("--board"),
    error: of("--error"),
    focus: of("--focus"),
  };
}

/** Spaces of dashed lines, px. */
const holeDash = [7, 4];
const keepOutDash = [10, 3, 2, 3];
const font = "13px system-ui, sans-serif";

/** topOf is the uppermost vertex: a name above it is not on the shape. */
function topOf(ring: Ring | undefined): Xy | null {
  if (!ring || ring.xUm.length === 0) return null;
  let top = 0;
  for (let i = 1; i < ring.yUm.length; i++) if (ring.yUm[i]! > ring.yUm[top]!) top = i;
  return { x: ring.xUm[top]!, y: ring.yUm[top]! };
}

/** Painter paints a state of the page on a canvas that is in its place. */
export class Painter {
  readonly #c: CanvasRenderingContext2D;
  readonly #sight: Sight;
  readonly #colours: Colours;

  constructor(context: CanvasRenderingContext2D, sight: Sight, colours: Colours) {
    this.#c = context;
    this.#sight = sight;
    this.#colours = colours;
    context.lineJoin = "round";
    context.font = font;
  }

  paint(state: State, scene: Scene): void {
    const { plan } = state;
    for (const [shape, polygon] of [...shapesOf(plan)].reverse()) {
      this.#fill(shape, ringsOf(polygon));
      for (const [ring, value] of ringsOf(polygon).entries()) {
        const strong = samePlace({ ...shape, ring }, state.ring);
        const dash = shape.of === "keepOut" ? keepOutDash : ring > 0 ? holeDash : [];
        this.#line(
          value,
          shape.of === "keepOut" ? this.#colours.keepOut : this.#colours.outline,
          strong ? 3 : 1.5,
          dash,
        );
      }
    }
    this.#names(plan);
    this.#handles(state);
    this.#places(plan, scene);
    this.#refusal(state);
    this.#sketch(scene);
  }

  #path({ xUm, yUm }: Ring): void {
    const { x, y } = this.#sight;
    for (let i = 0; i < xUm.length; i++) {
      if (i === 0) this.#c.moveTo(x(xUm[i]!), y(yUm[i]!));
      else this.#c.lineTo(x(xUm[i]!), y(yUm[i]!));
    }
    this.#c.closePath();
  }

  #line(ring: Ring, colour: string, width: number, dash: number[]): void {
    const c = this.#c;
    c.beginPath();
    this.#path(ring);
    c.setLineDash(dash);
    c.lineWidth = width;
    c.strokeStyle = colour;
    c.stroke();
    c.setLineDash([]);
  }

  /** Areas have a breath of colour, which the points show through; keep-outs are hatched. */
  #fill({ of }: ShapePlace, rings: Ring[]): void {
    const c = this.#c;
    c.beginPath();
    for (const ring of rings) this.#path(ring);
    c.globalAlpha = of === "polygon" ? 0.07 : 0.55;
    c.fillStyle = of === "polygon" ? this.#colours.outline : this.#hatch();
    c.fill("evenodd");
    c.globalAlpha = 1;
  }

  #hatch(): CanvasPattern | string {
    const { ratio, x, y } = this.#sight;
    const side = Math.round(8 * ratio);
    const tile = new OffscreenCanvas(side, side);
    const t = tile.getContext("2d")!;
    t.strokeStyle = this.#colours.keepOut;
    t.lineWidth = ratio;
    t.beginPath();
    for (const d of [-side, 0, side]) {
      t.moveTo(d - 1, side + 1);
      t.lineTo(d + side + 1, -1);
    }
    t.stroke();
    const pattern = this.#c.createPattern(tile, "repeat");
    // The hatching moves with the plane.
    pattern?.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, x(0) % 8, y(0) % 8]));
    return pattern ?? this.#colours.keepOut;
  }

  #names(plan: Plan): void {
    const { polygons, keepOuts } = outlineOf(plan);
    for (const [shape, polygon] of shapesOf(plan)) {
      const named = shape.of === "polygon" ? plan.names[shape.index] : keepOuts[shape.index]?.name;
      // One area without a name needs none.
      if (!named && shape.of === "polygon" && polygons.length === 1) continue;
      const top = topOf(polygon.shell);
      if (top) this.#text(nameOf(plan, shape), this.#sight.x(top.x), this.#sight.y(top.y) - 10);
    }
  }

  #text(text: string, x: number, y: number, colour = this.#colours.ink): void {
    const c = this.#c;
    c.lineWidth = 4;
    c.strokeStyle = this.#colours.board;
    c.strokeText(text, x, y);
    c.fillStyle = colour;
    c.fillText(text, x, y);
  }

  #handles(state: State): void {
    const c = this.#c;
    const { x, y, width, height } = this.#sight;
    c.fillStyle = this.#colours.board;
    for (const [at, { xUm, yUm }] of handlesOf(state)) {
      c.beginPath();
      for (let i = 0; i < xUm.length; i++) {
        const [px, py] = [x(xUm[i]!), y(yUm[i]!)];
        if (px > -4 && py > -4 && px < width + 4 && py < height + 4) c.rect(px - 3, py - 3, 6, 6);
      }
      c.strokeStyle = at.of === "keepOut" ? this.#colours.keepOut : this.#colours.outline;
      c.lineWidth = 1.5;
      c.fill();
      c.stroke();
    }
    const ring = state.ring && ringAt(state.plan, state.ring);
    if (!ring || state.vertex === null || !(state.vertex in ring.xUm)) return;
    const [px, py] = [x(ring.xUm[state.vertex]!), y(ring.yUm[state.vertex]!)];
    c.fillStyle = this.#colours.focus;
    c.fillRect(px - 4.5, py - 4.5, 9, 9);
    this.#circle({ x: px, y: py }, 10, this.#colours.focus, 2);
  }

  #circle({ x, y }: Xy, radius: number, colour: string, width: number): void {
    const c = this.#c;
    c.beginPath();
    c.arc(x, y, radius, 0, 2 * Math.PI);
    c.lineWidth = width;
    c.strokeStyle = colour;
    c.stroke();
  }

  /** Fixed points are diamonds with their name, the origin a cross with an open middle. */
  #places({ spec }: Plan, scene: Scene): void {
    const c = this.#c;
    const { x, y } = this.#sight;
    for (const [i, { xUm, yUm, name }] of spec.fixedPoints.entries()) {
      const [px, py] = [x(xUm), y(yUm)];
      const size = i === scene.fixed ? 10 : 7;
      c.beginPath();
      c.moveTo(px, py - size);
      c.lineTo(px + size, py);
      c.lineTo(px, py + size);
      c.lineTo(px - size, py);
      c.closePath();
      c.strokeStyle = i === scene.fixed ? this.#colours.focus : this.#colours.ink;
      c.lineWidth = i === scene.fixed ? 3 : 1.5;
      c.stroke();
      if (name) this.#text(name, px + size + 3, py - 3);
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
    c.strokeStyle = this.#colours.ink;
    c.lineWidth = 2;
    c.stroke();
    this.#text("origin", px + 8, py + 18);
  }

  /** The ring or vertex that the server refuses, and the place that it names. */
  #refusal({ refusal, plan }: State): void {
    if (!refusal) return;
    const field = placeOf(refusal.field);
    const ring = field && ringAt(plan, field.ring);
    const { x, y } = this.#sight;
    let place = refusal.place;
    if (field && ring) {
      this.#line(ring, this.#colours.error, 4, [2, 5]);
      const vertex = field.vertex;
      if (vertex !== null && vertex in ring.xUm) place ??= { x: ring.xUm[vertex]!, y: ring.yUm[vertex]! };
    }
    if (!place) return;
    const [px, py] = [x(place.x), y(place.y)];
    this.#circle({ x: px, y: py }, 14, this.#colours.board, 5);
    this.#circle({ x: px, y: py }, 14, this.#colours.error, 2.5);
    this.#c.font = "bold 16px system-ui, sans-serif";
    this.#text("!", px + 17, py - 8, this.#colours.error);
    this.#c.font = font;
  }

  #sketch({ sketch, next, snapped, note, marks }: Scene): void {
    const c = this.#c;
    const { x, y } = this.#sight;
    const { focus, board } = this.#colours;
    const place = (v: Xy): [number, number] => [x(v.x), y(v.y)];
    c.strokeStyle = focus;
    c.lineWidth = 2;
    for (const line of [sketch, marks]) {
      if (line.length === 0) continue;
      c.beginPath();
      for (const v of line) c.lineTo(...place(v));
      if (next && line === sketch) c.lineTo(...place(next));
      c.stroke();
      for (const v of line) this.#circle({ x: x(v.x), y: y(v.y) }, 4, focus, 2);
    }
    const first = sketch[0];
    if (first && sketch.length >= fewestVertices) {
      this.#circle({ x: x(first.x), y: y(first.y) }, 8, board, 4);
      this.#circle({ x: x(first.x), y: y(first.y) }, 8, focus, 2);
    }
    if (!next) return;
    const [px, py] = place(next);
    if (snapped) this.#circle({ x: px, y: py }, 7, focus, 2);
    if (note) this.#text(note, px + 14, py - 14);
  }
}
