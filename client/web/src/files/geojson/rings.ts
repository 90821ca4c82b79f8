/** Rings of a file: their form, and their millimetres as whole um. */
import { create } from "@bufbuild/protobuf";
import { type Polygon, PolygonSchema, type Ring, RingSchema } from "@mesogrid/client";
import { BadFile, type Json, JsonNumber, kind } from "../json.ts";
import { opened } from "../plan_form.ts";
import { called, type Part } from "./part.ts";

/** What the contract can hold. */
const placeLimits = "-2147483.648mm to 2147483.647mm";

/** polygonOf reads the coordinates of a polygon. */
export function polygonOf(at: Part, coordinates: Json): Polygon {
  if (coordinates === null || (Array.isArray(coordinates) && coordinates.length === 0)) {
    throw new BadFile(`${called(at)} has no ring: give its vertices`);
  }
  if (!Array.isArray(coordinates)) throw new BadFile(`${called(at)} is ${kind(coordinates)}: give a list of rings`);
  const rings = coordinates.map((r, i) => ringOf(`${called(at)} ${ringName(i)}`, r));
  return create(PolygonSchema, { shell: rings[0]!, holes: rings.slice(1) });
}

function ringOf(at: string, ring: Json): Ring {
  if (!Array.isArray(ring)) throw new BadFile(`${at} is ${kind(ring)}: give a list of vertices, each [x, y]`);
  if (ring.length === 0) throw new BadFile(`${at} has no vertex: give at least 3`);
  const xUm = new Array<number>(ring.length);
  const yUm = new Array<number>(ring.length);
  for (let j = 0; j < ring.length; j++) {
    const vertex = ring[j]!;
    const wrong = notVertex(vertex);
    if (wrong) throw new BadFile(`${at} vertex[${j}] ${wrong}`);
    const [x, y] = vertex as [JsonNumber, JsonNumber];
    const xValue = roundUm(Number(x.text));
    const yValue = roundUm(Number(y.text));
    if (xValue === null || yValue === null) {
      throw new BadFile(`${at} vertex[${j}] (${x.text}, ${y.text}) mm is outside ${placeLimits}: move the outline`);
    }
    xUm[j] = xValue;
    yUm[j] = yValue;
  }
  return opened(create(RingSchema, { xUm, yUm }));
}

/** notVertex says what a vertex is that is not two numbers. */
function notVertex(vertex: Json): string | undefined {
  if (!Array.isArray(vertex)) return `is ${kind(vertex)}: give [x, y]`;
  if (vertex.length !== 2) {
    return `has ${vertex.length === 1 ? "1 number" : `${vertex.length} numbers`}: give x and y, the plan is flat`;
  }
  const [x, y] = vertex as [Json, Json];
  if (!(x instanceof JsonNumber)) return `has ${kind(x)} for x: give a number of mm`;
  return y instanceof JsonNumber ? undefined : `has ${kind(y)} for y: give a number of mm`;
}

/** ringName is how messages call ring i of a polygon. */
function ringName(i: number): string {
  return i === 0 ? "shell" : `holes[${i - 1}]`;
}

/**
 * roundUm turns millimetres into whole micrometres, half up; null: more than the contract can hold. It decides on the shortest decimal that reads
 * back as v, which is what stood in the file (up to 15 digits): as a double, 1.0005 lies below one half and would round
 * down. The command does the same, so that both make the same outline of one file.
 */
export function roundUm(v: number): number | null {
  if (!(Math.abs(v) < 1e7)) return null; // also NaN
  const um = v * 1000;
  const below = Math.floor(um);
  // The product is off by at most 1e-6 here, and the shortest decimal by less: away from one half the double decides.
  const rounded = Math.abs(um - below - 0.5) > 1e-4 ? Math.floor(um + 0.5) : roundDecimal(String(v));
  return rounded === (rounded | 0) ? rounded | 0 : null;
}

/** roundDecimal is a decimal without exponent, times 1000, rounded half up. */
function roundDecimal(text: string): number {
  const negative = text.startsWith("-");
  const [whole = "", decimals = ""] = text.replace("-", "").split(".");
  const um = Number(whole + decimals.slice(0, 3).padEnd(3, "0"));
  const rest = decimals.slice(3);
  // The shortest decimal has no zeros at its end: a rest of "5" is exactly one half, and up is towards zero below zero.
  const up = negative ? rest > "5" : rest >= "5";
  const size = up ? um + 1 : um;
  return negative ? -size : size;
}
