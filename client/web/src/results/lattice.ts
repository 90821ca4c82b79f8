/** What a lattice of the contract is, for people: a protocol or an earlier answer may have chosen it. */
import type { Lattice } from "@mesogrid/client";

/** patternOf tells squares from triangles: the steps stand square, or turned by 60 degrees. */
export function patternOf(l: Lattice): "triangular" | "square" {
  const [ax, ay] = [Number(l.aX), Number(l.aY)];
  const along = ax * Number(l.bX) + ay * Number(l.bY);
  return along > (ax * ax + ay * ay) / 4 ? "triangular" : "square";
}

/** spacingOf is the distance of neighbours, um. */
export function spacingOf(l: Lattice): number {
  return Math.round(Math.hypot(Number(l.aX), Number(l.aY)) / 2 ** 20);
}
