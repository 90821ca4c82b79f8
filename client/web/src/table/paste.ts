/** Coordinates as people paste them: a vertex a line, x and y in mm, with a space, tab, comma or semicolon between. */
import { coordinate } from "../plan/reach.ts";
import type { Xy } from "../plan/shapes.ts";
import { fewestVertices } from "../plan/shapes.ts";

type Read = ReturnType<typeof coordinate>;

/** A cell whose comma parts no thousands: so none of the same text does, and 1,500 is one and a half. */
const decimalComma = /^\s*[+-]?(?:0\d*,\d+|\d{4,},\d+|\d+,(?:\d{1,2}|\d{4,}))\s*$/;

/**
 * parseVertices reads lines such as "1.5 -2", "1.5,-2" or "1,5;-2" as vertices in um; a string says what is wrong, and in
 * which line, counted from 1. A first line without digits is a heading, empty lines count for nothing, and a last
 * vertex that repeats the first is left out: rings of a plan are open.
 */
export function parseVertices(text: string): Xy[] | string {
  const vertices: Xy[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  const commas = text.split(/[;\t\r\n]/).some((cell) => decimalComma.test(cell));
  for (const [i, line] of lines.entries()) {
    if (
      line.trim() === "" ||
      (vertices.length === 0 && /^\D+$/.test(line) && !lines.slice(0, i).some((l) => l.trim()))
    ) {
      continue;
    }
    const cells = cellsOf(line.trim());
    if (cells.length !== 2) {
      return `Line ${i + 1} has ${cells.length} ${cells.length === 1 ? "number" : "numbers"}: give x and y, in mm, with a point for decimals.`;
    }
    const [x, y] = cells.map((cell) => coordinate(commas ? cell.replace(",", ".") : cell)) as [Read, Read];
    if (typeof x === "string") return `Line ${i + 1}: x ${x}.`;
    if (typeof y === "string") return `Line ${i + 1}: y ${y}.`;
    vertices.push({ x, y });
  }
  const [first, last] = [vertices[0], vertices.at(-1)];
  if (vertices.length > 1 && first?.x === last?.x && first?.y === last?.y) vertices.pop();
  if (vertices.length < fewestVertices)
    return `${vertices.length} vertices are no ring: give at least ${fewestVertices}.`;
  return vertices;
}

/**
 * cellsOf cuts a line. A comma is a decimal one only beside a semicolon or tab; "1,5 2,5" could be read in two ways and
 * comes to three cells, which is refused.
 */
function cellsOf(line: string): string[] {
  if (/[;\t]/.test(line)) return line.split(/\s*[;\t]\s*/);
  if (line.includes(",")) return line.split(",").map((cell) => cell.trim());
  return line.split(/\s+/);
}
