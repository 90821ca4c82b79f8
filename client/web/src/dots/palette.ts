/**
 * Colours of the volume classes: viridis by Smith and van der Walt (2015, CC0), which rises evenly in lightness and stays in
 * order for all kinds of colour blindness and in grey. Of it the part that has a contrast of 3 : 1 with the board: on a
 * light board more is darker, on a dark one lighter.
 */

export type Rgb = readonly [red: number, green: number, blue: number];

/** Ten even steps of viridis; between them it is taken as straight. */
const viridis: readonly Rgb[] = [
  [0x44, 0x01, 0x54],
  [0x48, 0x28, 0x78],
  [0x3e, 0x49, 0x89],
  [0x31, 0x68, 0x8e],
  [0x26, 0x82, 0x8e],
  [0x1f, 0x9e, 0x89],
  [0x35, 0xb7, 0x79],
  [0x6e, 0xce, 0x58],
  [0xb5, 0xde, 0x2b],
  [0xfd, 0xe7, 0x25],
];

/** Steps between which each board's colours lie, from the least volume to the greatest. */
const range = { light: [5.1, 0], dark: [3.25, 9] } as const;

/** A grid that is not of the plan. */
const grey: Record<Theme, Rgb> = { light: [0x80, 0x84, 0x86], dark: [0x84, 0x8a, 0x8d] };

export type Theme = keyof typeof range;

/** colours of so many classes, by rising volume; one class has the colour in the middle. */
export function colours(classes: number, theme: Theme, stale = false): Rgb[] {
  if (stale) return new Array<Rgb>(classes).fill(grey[theme]);
  const [from, to] = range[theme];
  return Array.from({ length: classes }, (_, i) => at(from + (to - from) * (classes === 1 ? 0.5 : i / (classes - 1))));
}

export function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

function at(step: number): Rgb {
  const i = Math.min(Math.floor(step), viridis.length - 2);
  const [a, b] = [viridis[i]!, viridis[i + 1]!];
  const mix = (k: 0 | 1 | 2) => Math.round(a[k] + (b[k] - a[k]) * (step - i));
  return [mix(0), mix(1), mix(2)];
}
