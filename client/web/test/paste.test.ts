import { expect, test } from "vitest";
import { parseVertices } from "../src/table/paste.ts";

const triangle = [
  { x: 0, y: 0 },
  { x: 40_000, y: 0 },
  { x: 40_500, y: -30_001 },
];

test.each([
  ["spaces", "0 0\n40 0\n40.5 -30.001"],
  ["tabs, a heading, CRLF and empty lines", "x\ty\r\n0\t0\r\n\r\n40\t0\r\n40.5\t-30.001\r\n"],
  ["CSV with a heading", "x mm, y mm\n0,0\n40, 0\n40.5 ,-30.001"],
  ["semicolons and decimal commas", "0;0\n40;0\n40,5; -30,001"],
  ["a closed ring", "0 0\n40 0\n40.5 -30.001\n0 0"],
])("%s", (_, text) => {
  expect(parseVertices(text)).toEqual(triangle);
});

test.each([
  ["0 0\n1,5 2,5\n3 3", "Line 2 has 3 numbers: give x and y, in mm, with a point for decimals."],
  ["0,0,0\n1,1,1\n2,0,0", "Line 1 has 3 numbers: give x and y, in mm, with a point for decimals."],
  ["0 0\n\n5\n1 1", "Line 3 has 1 number: give x and y, in mm, with a point for decimals."],
  ["0 0\n1 x\n2 2", 'Line 2: y cannot be kept: "x" is no number.'],
  ["0 0\n0.0001 1\n2 2", "Line 2: x cannot be kept: at most 3 decimals can be kept."],
  ["0 0\n2147483.648 1\n2 2", "Line 2: x is beyond 2147483.647 mm: check the unit, which is mm."],
  ["0 0\n1e3 1\n2 2", 'Line 2: x cannot be kept: "1e3" is no number.'],
  ["x y\nx y\n0 0\n1 1\n2 3", 'Line 2: x cannot be kept: "x" is no number.'],
  ["0;0\n1,500;2\n2;2", "Line 2: x cannot be kept: 1,500 can be read in two ways: write 1.500 or 1500."],
  ["", "0 vertices are no ring: give at least 3."],
  ["0 0\n1 1\n0 0", "2 vertices are no ring: give at least 3."],
  ["0 0\n1,\n2 2", "Line 2: y is missing: give a number of mm."],
])("%j is refused, and the line named", (text, want) => {
  expect(parseVertices(text)).toBe(want);
});

test("a hundred thousand lines", () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `${i / 1000} ${-i}`);
  const read = parseVertices(lines.join("\n"));
  expect(read).toHaveLength(100_000);
  expect(read.at(-1)).toEqual({ x: 99_999, y: -99_999_000 });
});
