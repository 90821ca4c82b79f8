/** The way from point to point in the order of delivery, as lines on a canvas. */
import type { Frame } from "./discs.ts";
import type { Lookup } from "./lookup.ts";

/** Steps that lead to the current point and are drawn strong. */
const recent = 200;
/** Beyond so many points the whole way would be a blot, and slow. */
const wholeUpTo = 20_000;

/** drawWay draws the way up to the point before shown, under what is on the canvas. */
export function drawWay(
  context: CanvasRenderingContext2D,
  frame: Frame,
  { answer: { x, y }, blocks }: Lookup,
  shown: number,
  ratio: number,
  colour: string,
): void {
  const line = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const px = (x[i]! - frame.left) / frame.umPerPixel;
      const py = (frame.top - y[i]!) / frame.umPerPixel;
      if (i === from) context.moveTo(px, py);
      else context.lineTo(px, py);
    }
  };
  context.save();
  context.globalCompositeOperation = "destination-over";
  context.strokeStyle = colour;
  context.lineJoin = "round";
  context.beginPath();
  line(Math.max(0, shown - recent - 1), shown);
  context.lineWidth = 2.5 * ratio;
  context.stroke();
  if (x.length <= wholeUpTo) {
    context.beginPath();
    const right = frame.left + frame.width * frame.umPerPixel;
    const bottom = frame.top - frame.height * frame.umPerPixel;
    // A step that only crosses the view, between blocks outside it, is left out; discs show where the points are.
    blocks.visit(frame.left, bottom, right, frame.top, (from, to) =>
      line(Math.max(0, from - 1), Math.min(to + 1, x.length)),
    );
    context.globalAlpha = 0.45;
    context.lineWidth = ratio;
    context.stroke();
  }
  context.restore();
}
