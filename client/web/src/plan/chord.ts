/** How wide a shape is on a level. */
import type { Ring } from "@mesogrid/client";

/** chordOf is the widest part of a level line inside some rings, holes among them: its ends, um; null: the line meets none. */
export function chordOf(rings: readonly Ring[], level: number): [from: number, to: number] | null {
  const cuts = rings.flatMap((ring) => cutsOf(ring, level)).sort((a, b) => a - b);
  let widest: [number, number] | null = null;
  for (let i = 0; i + 1 < cuts.length; i += 2) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!];
    if (!widest || to - from > widest[1] - widest[0]) widest = [from, to];
  }
  return widest;
}

function cutsOf({ xUm, yUm }: Ring, level: number): number[] {
  const cuts: number[] = [];
  for (let i = 0, j = xUm.length - 1; i < xUm.length; j = i++) {
    const [ax, ay, bx, by] = [xUm[j]!, yUm[j]!, xUm[i]!, yUm[i]!];
    if (ay < level !== by < level) cuts.push(ax + ((bx - ax) * (level - ay)) / (by - ay));
  }
  return cuts;
}
