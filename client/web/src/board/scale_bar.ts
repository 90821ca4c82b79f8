/** Round lengths for a scale bar. */

/** scaleOf is the longest of 1, 2, 5, 10 ... that is no longer than so many um. */
export function scaleOf(longest: number): { um: number; text: string } {
  const power = 10 ** Math.floor(Math.log10(longest));
  const um = power * ([5, 2].find((n) => n * power <= longest) ?? 1);
  if (um >= 1_000_000) return { um, text: `${um / 1_000_000} m` };
  if (um >= 10_000) return { um, text: `${um / 10_000} cm` };
  return um >= 100 ? { um, text: `${um / 1_000} mm` } : { um, text: `${um} µm` };
}
