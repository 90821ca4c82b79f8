/**
 * Draws points as discs straight into pixels. A disc's coverage is computed once for a radius and for sixteen places within a
 * pixel; drawing is then copying: 1e5 points in a few ms, where canvas paths take seconds.
 */
import type { Blocks } from "./blocks.ts";
import type { Rgb } from "./palette.ts";

/** Places within a pixel, each way. A lattice on whole pixels would look uneven. */
const phases = 4;

/** What part of the plane is drawn, and on how many pixels. */
export interface Frame {
  /** Upper left corner, um. */
  readonly left: number;
  readonly top: number;
  /** um per pixel of the device. */
  readonly umPerPixel: number;
  /** Pixels of the device. */
  readonly width: number;
  readonly height: number;
}

export interface Dots {
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Index of each point's colour. */
  readonly colour: Uint8Array;
  readonly colours: readonly Rgb[];
  readonly blocks: Blocks;
  /** Radius, pixels of the device. */
  readonly radius: number;
  /** Points from here on are faint. */
  readonly shown: number;
}

/** Opacity of points that are not given yet. */
const faint = 0.3;

/** Pixels with a border that takes what hangs over the edge, so that no disc has to be clipped. */
export class Discs {
  #pixels = new Int32Array(new ArrayBuffer(0));
  #image: ImageData | null = null;
  #border = 0;
  #masks = new Uint8Array(0);
  #faintMasks = new Uint8Array(0);
  #radius = -1;

  /** draw draws the points of a frame. */
  draw(frame: Frame, dots: Dots): void {
    this.prepare(frame, dots.radius);
    this.paint(frame, dots);
  }

  /** put puts what was drawn on a canvas of the frame's size, in place of what is there. */
  put(context: CanvasRenderingContext2D, { width, height }: Frame): void {
    const border = this.#border;
    this.#image ??= new ImageData(new Uint8ClampedArray(this.#pixels.buffer), width + 2 * border, height + 2 * border);
    context.putImageData(this.#image, -border, -border);
  }

  /** prepare makes room and discs, and tells the border, pixels. */
  prepare({ width, height }: Frame, radius: number): number {
    const half = reach(radius);
    const room = (width + 4 * half) * (height + 4 * half);
    if (radius !== this.#radius) {
      this.#masks = masks(radius, 1);
      this.#faintMasks = masks(radius, faint);
    }
    if (this.#pixels.length !== room || this.#border !== 2 * half) {
      this.#pixels = new Int32Array(room);
      this.#image = null;
    } else {
      this.#pixels.fill(0);
    }
    this.#radius = radius;
    this.#border = 2 * half;
    return this.#border;
  }

  /** paint draws into the pixels: red in the lowest byte, opacity in the highest, as every browser's machine has them. */
  paint(frame: Frame, { x, y, colour, colours, blocks, radius, shown }: Dots): Int32Array {
    const pixels = this.#pixels;
    const half = reach(radius);
    const side = 2 * half + 1;
    const rowStep = frame.width + 4 * half;
    const rgb = Int32Array.from(colours, ([red, green, blue]) => (blue << 16) | (green << 8) | red);
    const scale = phases / frame.umPerPixel;
    // Half a stamp beyond each edge: a centre there still reaches in.
    const left = frame.left - half * frame.umPerPixel;
    const top = frame.top + half * frame.umPerPixel;
    const columns = (frame.width + 2 * half) * phases;
    const rows = (frame.height + 2 * half) * phases;
    blocks.visit(left, top - rows / scale, left + columns / scale, top, (from, to) => {
      for (let i = from; i < to; i++) {
        const u = (x[i]! - left) * scale;
        const v = (top - y[i]!) * scale;
        if (!(u >= 0 && u < columns && v >= 0 && v < rows)) continue;
        const column = u | 0;
        const row = v | 0;
        const mask = i < shown ? this.#masks : this.#faintMasks;
        const paint = rgb[colour[i]!]!;
        let m = (((row & (phases - 1)) * phases) | (column & (phases - 1))) * side * side;
        let p = (row >> 2) * rowStep + (column >> 2);
        for (let r = 0; r < side; r++, p += rowStep - side) {
          for (let c = 0; c < side; c++, m++, p++) {
            // The greatest opacity wins: discs hardly overlap, and where they do no blending is seen.
            const opacity = mask[m]!;
            if (opacity > pixels[p]! >>> 24) pixels[p] = (opacity << 24) | paint;
          }
        }
      }
    });
    return pixels;
  }
}

/** reach is how many pixels a disc touches beyond the one of its centre. */
function reach(radius: number): number {
  return Math.ceil(radius + 0.5);
}

/** masks is the opacity of a disc's pixels, 0 to 255, for each place of its centre within a pixel. */
function masks(radius: number, opacity: number): Uint8Array<ArrayBuffer> {
  const half = reach(radius);
  const side = 2 * half + 1;
  const all = new Uint8Array(phases * phases * side * side);
  let m = 0;
  for (let phase = 0; phase < phases * phases; phase++) {
    const cx = half + ((phase % phases) + 0.5) / phases;
    const cy = half + (Math.floor(phase / phases) + 0.5) / phases;
    for (let r = 0; r < side; r++) {
      for (let c = 0; c < side; c++) {
        const distance = Math.hypot(c + 0.5 - cx, r + 0.5 - cy);
        all[m++] = Math.round(255 * opacity * Math.min(1, Math.max(0, radius + 0.5 - distance)));
      }
    }
  }
  return all;
}
