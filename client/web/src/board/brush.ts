/** The strokes that the picture of a plan is made of: rings, words and circles, at um. */
import type { Ring } from "@mesogrid/client";
import type { Xy } from "../plan/shapes.ts";
import type { Sight } from "./canvas.ts";

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

/** Edges shorter than this are not drawn, px: a ring of thousands is a blot. */
const invisible = 0.75;
export const font = "13px system-ui, sans-serif";

/** Brush draws on a canvas that is in its place. */
export class Brush {
  readonly c: CanvasRenderingContext2D;
  readonly sight: Sight;
  readonly colours: Colours;
  readonly #rims: boolean;
  #hatching: CanvasPattern | null = null;

  /** Rims of the ground's colour keep lines apart from a photograph; elsewhere they would cut the points. */
  constructor(context: CanvasRenderingContext2D, sight: Sight, colours: Colours, rims: boolean) {
    this.#rims = rims;
    this.c = context;
    this.sight = sight;
    this.colours = colours;
    context.lineJoin = "round";
    context.font = font;
  }

  /** at is a place in pixels of CSS. */
  at({ x, y }: Xy): Xy {
    return { x: this.sight.x(x), y: this.sight.y(y) };
  }

  path({ xUm, yUm }: Ring): void {
    const { x, y } = this.sight;
    let [lastX, lastY] = [Infinity, Infinity];
    for (let i = 0; i < xUm.length; i++) {
      const [px, py] = [x(xUm[i]!), y(yUm[i]!)];
      if (i === 0) this.c.moveTo(px, py);
      else if (Math.abs(px - lastX) + Math.abs(py - lastY) < invisible) continue;
      else this.c.lineTo(px, py);
      [lastX, lastY] = [px, py];
    }
    this.c.closePath();
  }

  line(ring: Ring, colour: string, width: number, dash: number[]): void {
    const c = this.c;
    c.beginPath();
    this.path(ring);
    if (this.#rims) {
      c.lineWidth = width + 2;
      c.strokeStyle = this.colours.board;
      c.stroke();
    }
    c.setLineDash(dash);
    c.lineWidth = width;
    c.strokeStyle = colour;
    c.stroke();
    c.setLineDash([]);
  }

  /** hatching is slanted lines, which move with the plane. */
  hatching(colour: string): CanvasPattern | string {
    this.#hatching ??= this.#hatch(colour);
    return this.#hatching ?? colour;
  }

  #hatch(colour: string): CanvasPattern | null {
    const { ratio, x, y } = this.sight;
    const side = Math.round(8 * ratio);
    const tile = new OffscreenCanvas(side, side);
    const t = tile.getContext("2d")!;
    t.strokeStyle = colour;
    t.lineWidth = ratio;
    t.beginPath();
    for (const d of [-side, 0, side]) {
      t.moveTo(d - 1, side + 1);
      t.lineTo(d + side + 1, -1);
    }
    t.stroke();
    const pattern = this.c.createPattern(tile, "repeat");
    pattern?.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, x(0) % 8, y(0) % 8]));
    return pattern;
  }

  text(text: string, x: number, y: number, colour = this.colours.ink): void {
    const c = this.c;
    c.lineWidth = 4;
    c.strokeStyle = this.colours.board;
    c.strokeText(text, x, y);
    c.fillStyle = colour;
    c.fillText(text, x, y);
  }

  circle({ x, y }: Xy, radius: number, colour: string, width: number): void {
    const c = this.c;
    c.beginPath();
    c.arc(x, y, radius, 0, 2 * Math.PI);
    c.lineWidth = width;
    c.strokeStyle = colour;
    c.stroke();
  }
}
