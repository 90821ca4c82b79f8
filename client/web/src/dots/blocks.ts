/**
 * Finds points by place. Points come row by row, or along a short way, so that a few that follow one another lie close
 * together: a box around each such block is index enough, built in one pass, and keeps the order of delivery.
 */

/** Points in a block: 64 make a list of boxes of 1.6 % of the points. */
const size = 64;

export class Blocks {
  readonly #x: Int32Array;
  readonly #y: Int32Array;
  /** Least x, least y, greatest x, greatest y of each block, um. */
  readonly #boxes: Int32Array;

  constructor(x: Int32Array, y: Int32Array) {
    this.#x = x;
    this.#y = y;
    this.#boxes = new Int32Array(4 * Math.ceil(x.length / size));
    for (let b = 0, from = 0; from < x.length; b += 4, from += size) {
      let [minX, minY, maxX, maxY] = [x[from]!, y[from]!, x[from]!, y[from]!];
      for (let i = from + 1; i < Math.min(from + size, x.length); i++) {
        const px = x[i]!;
        const py = y[i]!;
        if (px < minX) minX = px;
        if (px > maxX) maxX = px;
        if (py < minY) minY = py;
        if (py > maxY) maxY = py;
      }
      this.#boxes.set([minX, minY, maxX, maxY], b);
    }
  }

  /** visit tells the blocks that meet a box, um, in order, as indices from and to, the latter not included. */
  visit(minX: number, minY: number, maxX: number, maxY: number, see: (from: number, to: number) => void): void {
    const boxes = this.#boxes;
    for (let b = 0, from = 0; b < boxes.length; b += 4, from += size) {
      if (boxes[b]! > maxX || boxes[b + 1]! > maxY || boxes[b + 2]! < minX || boxes[b + 3]! < minY) continue;
      see(from, Math.min(from + size, this.#x.length));
    }
  }

  /** nearest is the index of the point nearest to a place and within reach of it, um; the lowest one of several. */
  nearest(x: number, y: number, reach: number): number | null {
    let best: number | null = null;
    let least = reach * reach;
    this.visit(x - reach, y - reach, x + reach, y + reach, (from, to) => {
      for (let i = from; i < to; i++) {
        const dx = this.#x[i]! - x;
        const dy = this.#y[i]! - y;
        const d = dx * dx + dy * dy;
        if (d < least || (d === least && best === null)) {
          best = i;
          least = d;
        }
      }
    });
    return best;
  }
}
