/** Classes of volumes, for colours and the legend: at most seven, with bounds in whole nL, so that equal volumes have one colour. */

/** More are told apart badly, by colour or by count. */
export const mostClasses = 7;

export interface VolumeClass {
  /** Bounds, nL, both included. */
  readonly least: number;
  readonly most: number;
  /** Points in it. */
  readonly points: number;
}

export interface Classes {
  /** By rising volume; empty where there is no point. */
  readonly all: readonly VolumeClass[];
  /** Index in all of each point's class. */
  readonly of: Uint8Array;
}

/**
 * classify gives each volume that occurs a class of its own where there are at most seven of them, and else classes of one
 * width, the least of 1, 2, 5, 10, 20, 50 ... nL that makes at most seven; each begins at a multiple of its width.
 */
export function classify(volume: Uint32Array): Classes {
  const of = new Uint8Array(volume.length);
  if (volume.length === 0) return { all: [], of };
  const few = distinct(volume);
  const bounds = few ? few.map((v): [number, number] => [v, v]) : bins(volume);
  const points = new Array<number>(bounds.length).fill(0);
  const tops = Uint32Array.from(bounds, ([, most]) => most);
  for (let i = 0; i < volume.length; i++) {
    const v = volume[i]!;
    let c = 0;
    while (v > tops[c]!) c++;
    of[i] = c;
    points[c]!++;
  }
  return { all: bounds.map(([least, most], i) => ({ least, most, points: points[i]! })), of };
}

/** distinct is the volumes that occur, rising; null: more than seven. */
function distinct(volume: Uint32Array): number[] | null {
  const seen = new Set<number>();
  let last = -1;
  for (const v of volume) {
    if (v === last) continue;
    last = v;
    if (seen.add(v).size > mostClasses) return null;
  }
  return [...seen].sort((a, b) => a - b);
}

function bins(volume: Uint32Array): [number, number][] {
  let min = volume[0]!;
  let max = min;
  for (const v of volume) {
    if (v < min) min = v;
    if (v > max) max = v;
  }
  const width = widthFor(min, max);
  const bounds: [number, number][] = [];
  for (let low = min - (min % width); low <= max; low += width) bounds.push([low, low + width - 1]);
  bounds[0]![0] = min;
  bounds[bounds.length - 1]![1] = max;
  return bounds;
}

function widthFor(min: number, max: number): number {
  for (let power = 1; ; power *= 10) {
    for (const width of [power, 2 * power, 5 * power]) {
      if (Math.floor(max / width) - Math.floor(min / width) < mostClasses) return width;
    }
  }
}
