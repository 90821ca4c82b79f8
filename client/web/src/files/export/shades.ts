/** Classes of volume, each with a shade: told apart with any colour vision, and in print by their darkness. */
import { largeVolume, withUnit } from "../../plan/quantity.ts";

/** From little to much. */
const shades = ["#5ec962", "#21918c", "#3b528b", "#440154", "#000000"];
const onlyShade = "#31688e";

export interface VolumeClass {
  /** nL, edges included. */
  readonly lo: number;
  readonly hi: number;
  readonly shade: string;
  readonly points: number;
}

/** classesOf sorts volumes into one class each or, where there are too many, into equal ranges. */
export function classesOf(volumes: Uint32Array): VolumeClass[] {
  const distinct = [...new Set(volumes)].sort((a, b) => a - b);
  const least = distinct[0] ?? 0;
  const span = (distinct.at(-1) ?? 0) - least + 1;
  const ranged = distinct.length > shades.length;
  const of = (v: number) => (ranged ? Math.floor(((v - least) * shades.length) / span) : distinct.indexOf(v));
  const found = new Map<number, { lo: number; hi: number; points: number }>();
  for (const v of volumes) {
    const i = of(v);
    const c = found.get(i);
    found.set(
      i,
      c ? { lo: Math.min(c.lo, v), hi: Math.max(c.hi, v), points: c.points + 1 } : { lo: v, hi: v, points: 1 },
    );
  }
  const shade = (i: number) => (distinct.length === 1 ? onlyShade : shades[i]!);
  return [...found].sort(([a], [b]) => a - b).map(([i, c]) => ({ ...c, shade: shade(i) }));
}

/** classText is the class in a legend. */
export function classText({ lo, hi, points }: VolumeClass): string {
  const n = points === 1 ? "1 point" : `${points} points`;
  if (hi === 0) return `${n} without volume`;
  const volume = withUnit(hi, largeVolume);
  return lo === hi ? `${n} of ${volume}` : `${n} of ${withUnit(lo, largeVolume).replace(" mL", "")} to ${volume}`;
}
