import { expect, test } from "vitest";
import { mostClasses } from "../src/dots/classes.ts";
import { colours, type Rgb } from "../src/dots/palette.ts";

/** --board of base.css. */
const boards: [theme: "light" | "dark", board: Rgb][] = [
  ["light", [0xfb, 0xfc, 0xfc]],
  ["dark", [0x16, 0x1d, 0x20]],
];

/** Relative luminance, by WCAG 2. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((v) => (v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (high! + 0.05) / (low! + 0.05);
}

test.each(boards)(
  "colours on a %s board have a contrast of 3 : 1 with it, and rise with the volume",
  (theme, board) => {
    for (let n = 1; n <= mostClasses; n++) {
      const all = colours(n, theme).map((c) => contrast(c, board));
      expect(all.length).toBe(n);
      for (const c of [...all, contrast(colours(1, theme, true)[0]!, board)]) expect(c).toBeGreaterThanOrEqual(3);
      for (let i = 1; i < n; i++) expect(all[i]! / all[i - 1]!, `class ${i} of ${n}`).toBeGreaterThan(1.1);
    }
  },
);
