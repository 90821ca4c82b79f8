/** Signs around points, drawn by canvas calls: there are few of them. The legend draws the same ones. */
import { css, type Rgb } from "./palette.ts";

export type Sign = "first" | "last" | "refill" | "fixed" | "current";

/** More of one sign in view would cover the points, and take too long: then none is drawn. */
export const mostSigns = 200;

/** Colours of the page's theme, as CSS. */
export interface Inks {
  readonly ink: string;
  readonly board: string;
  readonly accent: string;
}

/** themeInks reads them; they change with the colour scheme. */
export function themeInks(): Inks {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return { ink: colour("--ink"), board: colour("--board"), accent: colour("--accent") };
}

/**
 * drawSign draws a sign around a disc of a radius; all in pixels of the canvas, of which ratio make one of the page. fill is
 * for what covers the disc. A rim in the board's colour keeps it apart from discs close by.
 */
export function drawSign(
  context: CanvasRenderingContext2D,
  sign: Sign,
  x: number,
  y: number,
  radius: number,
  ratio: number,
  inks: Inks,
  fill?: Rgb,
): void {
  context.beginPath();
  const ring = (r: number) => {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  };
  const gap = radius + 2.5 * ratio;
  switch (sign) {
    case "first":
      ring(gap);
      break;
    case "last":
      ring(gap);
      ring(gap + 3 * ratio);
      break;
    case "current":
      ring(gap + 1.5 * ratio);
      break;
    case "fixed": {
      const half = diamond(radius, ratio);
      context.moveTo(x, y - half);
      context.lineTo(x + half, y);
      context.lineTo(x, y + half);
      context.lineTo(x - half, y);
      context.closePath();
      break;
    }
    case "refill": {
      const tip = y - radius - 1.5 * ratio;
      context.moveTo(x, tip);
      context.lineTo(x - 4 * ratio, tip - 7 * ratio);
      context.lineTo(x + 4 * ratio, tip - 7 * ratio);
      context.closePath();
      break;
    }
  }
  context.strokeStyle = inks.board;
  context.lineWidth = (sign === "current" ? 6 : 4) * ratio;
  context.stroke();
  if (sign === "fixed" || sign === "refill") {
    context.fillStyle = fill ? css(fill) : inks.ink;
    context.fill();
  }
  context.strokeStyle = sign === "current" ? inks.accent : inks.ink;
  context.lineWidth = (sign === "current" ? 3 : 1.5) * ratio;
  context.stroke();
}

/** diamond is how far the sign of a fixed point reaches from its middle. */
export function diamond(radius: number, ratio: number): number {
  return Math.max(1.4 * radius, 4.5 * ratio);
}
