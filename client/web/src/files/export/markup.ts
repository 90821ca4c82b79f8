/** SVG as text: elements whose texts and attributes cannot be anything else. */

import { oneLine } from "../../plan/place.ts";
import { length, show } from "../../plan/quantity.ts";

/** element is one with its attributes and what is in it, which is markup already. */
export function element(name: string, attributes: Record<string, string | number>, ...inside: string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return inside.length === 0
    ? `<${name}${written.join("")}/>\n`
    : `<${name}${written.join("")}>${inside.join("")}</${name}>\n`;
}

/** escaped is a text that may stand in markup; signs that XML cannot have become spaces. */
export function escaped(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** mm writes um of the page as user units, of which one is a millimetre. */
export function mm(um: number): string {
  return show(Math.round(um), length);
}

/** textWidth is an estimate, on the wide side, for a sans-serif face of a size. */
export function textWidth(text: string, size: number): number {
  let twentieths = 0;
  for (const letter of text) {
    // From U+1100 on letters are square.
    twentieths += letter >= "\u1100" ? 20 : /\p{Lu}/u.test(letter) ? 14 : 11;
  }
  return Math.floor((twentieths * size) / 20);
}

/** fit shortens a text to a width. */
export function fit(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join("")}…`, size) > width) letters.pop();
  return `${letters.join("")}…`;
}
