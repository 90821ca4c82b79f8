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
  #full = stamp(0, 1, 0);
  #faint = stamp(0, faint, 0);
  #made = "";

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
    const rowStep = width + 4 * half;
    if (`${radius} ${rowStep}` !== this.#made) {
      this.#full = stamp(radius, 1, rowStep);
      this.#faint = stamp(radius, faint, rowStep);
      this.#made = `${radius} ${rowStep}`;
    }
    if (this.#pixels.length !== room || this.#border !== 2 * half) {
      this.#pixels = new Int32Array(room);
      this.#image = null;
    } else {
      this.#pixels.fill(0);
    }
    this.#border = 2 * half;
    return this.#border;
  }

  /** paint draws into the pixels: red in the lowest byte, opacity in the highest, as every browser's machine has them. */
  paint(frame: Frame, { x, y, colour, colours, blocks, radius, shown }: Dots): Int32Array {
    const [pixels, full, pale] = [this.#pixels, this.#full, this.#faint];
    const half = reach(radius);
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
        const { starts, offsets, opacities } = i < shown ? full : pale;
        const paint = rgb[colour[i]!]!;
        const place = (row & (phases - 1)) * phases + (column & (phases - 1));
        const corner = (row >> 2) * rowStep + (column >> 2);
        for (let k = starts[place]!; k < starts[place + 1]!; k++) {
          // The greatest opacity wins: discs hardly overlap, and where they do no blending is seen.
          const p = corner + offsets[k]!;
          const opacity = opacities[k]!;
          if (opacity > pixels[p]! >>> 24) pixels[p] = (opacity << 24) | paint;
        }
      }
    });
    return pixels;
  }
}

/**
 * reach is how many pixels a disc touches beyond the one of its centre. A centre lies up to 7/8 into its pixel, so the middle of
 * the k-th pixel beyond is at least k - 3/8 away, and touched from radius + 1/2 on.
 */
function reach(radius: number): number {
  return Math.ceil(radius + 7 / 8) - 1;
}

/** A disc's pixels for each place of its centre within a pixel. */
interface Stamp {
  /** Where each place's pixels begin, and one more, where the last ones end. */
  readonly starts: Int32Array;
  /** Of each pixel that is not empty: how far it is from the corner of the disc's square, and its opacity, 1 to 255. */
  readonly offsets: Int32Array;
  readonly opacities: Uint8Array;
}

/** stamp makes a disc for pixels whose rows are rowStep apart. */
function stamp(radius: number, opacity: number, rowStep: number): Stamp {
  const side = 2 * reach(radius) + 1;
  const [starts, offsets, opacities]: [number[], number[], number[]] = [[], [], []];
  for (let place = 0; place < phases * phases; place++) {
    starts.push(offsets.length);
    const cx = reach(radius) + ((place % phases) + 0.5) / phases;
    const cy = reach(radius) + (Math.floor(place / phases) + 0.5) / phases;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const distance = Math.hypot(column + 0.5 - cx, row + 0.5 - cy);
        const value = Math.round(255 * opacity * Math.min(1, Math.max(0, radius + 0.5 - distance)));
        if (value === 0) continue;
        offsets.push(row * rowStep + column);
        opacities.push(value);
      }
    }
  }
  starts.push(offsets.length);
  return {
    starts: Int32Array.from(starts),
    offsets: Int32Array.from(offsets),
    opacities: Uint8Array.from(opacities),
  };
}
