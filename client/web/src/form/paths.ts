/**
 * What the server says of a plan, and where the page shows it. It names fields by their contract's paths, such as
 * "spec.outline.polygons[1].shell.x_um[17]".
 */

import { angle, length, type Quantity, show, volume, withUnit } from "../plan/quantity.ts";
import { catalogue, entryOf } from "./catalogue.ts";

/** The path of the form as a whole. */
export const whole = "spec";

/** What belongs to a field that stands elsewhere in the contract: the value a rule or a kind brings, and its choice. */
const asides: readonly (readonly [RegExp, string])[] = [
  [/^spec\.(centred|origin|best_fit|lattice)$/, "spec.placement"],
  [/^spec\.lattice\..*$/, "spec.placement"],
  [/^spec\.(origin|best_fit)\..*$/, "spec.placement"],
  [/^spec\.dosing(\.(point_nl|total_nl|nl_per_cm2))?$/, "spec.dosing.rule"],
  [/^spec\.depth(\.(depth_um|insertion))?$/, "spec.depth.kind"],
  [/^spec\.outline$/, "spec.outline.polygons"],
];

/**
 * nearest is the path of the field that shows a message about a path: its own, or that of the nearest that it is a part of,
 * of those that there are. Nothing is lost: at the last it is the form as a whole.
 */
export function nearest(path: string, has: (path: string) => boolean): string {
  for (let at = path; at !== "" && at !== whole; at = parent(at)) {
    if (has(at)) return at;
    const aside = asides.find(([from]) => from.test(at))?.[1];
    if (aside && has(aside)) return aside;
  }
  return whole;
}

/** parent takes the last place in a list or the last name off: "spec.limits[0]" is a part of "spec.limits". */
function parent(path: string): string {
  const at = path.endsWith("]") ? path.lastIndexOf("[") : path.lastIndexOf(".");
  return at < 0 ? "" : path.slice(0, at);
}

/** Small units of the contract, and the handy ones of people; each is a thousandth. */
const units: Readonly<Record<string, Quantity>> = { um: length, mdeg: angle, nL: volume };

/** Names of the contract that stand in the server's sentences, as the form calls them. */
const names: readonly (readonly [RegExp, string])[] = [
  [/\bPATTERN_TRIANGULAR\b/g, "triangular"],
  [/\bPATTERN_SQUARE\b/g, "square"],
  [/\bPATTERN_NONE\b/g, "no pattern"],
  [/\bORDER_SERPENTINE\b/g, "the serpentine order"],
  [/\bORDER_SHORTEST\b/g, "the shortest order"],
  // Figures in units that the form does not have; they stand in its fields.
  [/\bis 0 millionths of (\S+); give 1 to \d+/g, "is not said; give it in $1"],
  [/\bis 0 nL; give 1 to \d+, /g, "is not said; give "],
  [/\bis \d+, above (\w+), \d+;/g, "is above $1;"],
  [/\bleave out dosing for a grid without volumes/g, "choose none for a grid without volumes"],
  [/\bSHARE_EQUAL\b/g, "equal"],
  [/\bSHARE_CLIPPED_CELL\b/g, "clipped"],
  [/\bSHARE_VORONOI\b/g, "nearest"],
  [/\bpoint_nl, total_nl or nl_per_cm2\b/g, "a volume for each point, in all or for each cm²"],
  [/\bcm2\b/g, "cm²"],
  [/\bor use StreamGrid, which has no such limit/g, "or use the command"],
];

/** inWords is a sentence of the server about a path, in the words and units of the form; title is what the path is called. */
export function inWords(text: string, path = "", title = titleOf(path)): string {
  const about = path !== "" && text.startsWith(`${path}: `);
  // What stands in quotes is a person's own, such as a name, and stays as it is.
  const said = (about ? text.slice(path.length + 2) : text)
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, i) => (i % 2 === 1 ? part : reworded(part)))
    .join("");
  const sentence = about ? `${title} ${said}` : said;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** A bound without a unit behind a value with one: the unit is the bound's too, and has to change with the value's. */
const bareBound = /(-?\d+) (um|mdeg|nL); give (at most |at least |-?\d+ to )(-?\d+)(?![\d.]| (?:um|mdeg|nL)\b)/g;

/** Whole numbers with a small unit, alone or from one to another; not what is a term of a formula. */
const amount = /(?<![\d.^,]|\d [-+*/] )(-?\d+)(?: to (-?\d+))? (um|mdeg|nL)\b(?!\s*[-+*/^])/g;

/** A point of the grid, which the server counts from 0 and the page, as people do, from 1. */
const point = /\b([Pp]oint) (\d+)\b/g;

function reworded(text: string): string {
  let said = text.replace(point, (_, word: string, index: string) => `${word} ${BigInt(index) + 1n} (index ${index})`);
  for (const [from, to] of names) said = said.replace(from, to);
  said = said.replace(/\b(?:spec\.)?[a-z]+(?:_[a-z0-9]+)+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*/g, titleIn);
  said = said.replace(bareBound, "$1 $2; give $3$4 $2");
  return said.replace(amount, (_, from: string, to: string | undefined, unit: string) => {
    const q = units[unit]!;
    return to === undefined ? withUnit(BigInt(from), q) : `${show(BigInt(from), q)} to ${withUnit(BigInt(to), q)}`;
  });
}

/** titleIn is the label of a name in a sentence, in small letters; the name itself where the form does not know it. */
function titleIn(name: string): string {
  const title = titleOf(name);
  return title === name ? name : title.charAt(0).toLowerCase() + title.slice(1);
}

/** titleOf is what the form calls a path, or the end of one, with the number of a row from 1: "Fixed point 2: volume". */
export function titleOf(path: string): string {
  const row =
    /^(?:spec\.)?(?:dosing\.|outline\.)?(mixture|limits|delivered|fixed_points|keep_outs|polygons)\[(\d+)\](?:\.(.*))?$/.exec(
      path,
    );
  if (row) {
    const title = `${rowTitles[row[1]!]} ${Number(row[2]) + 1}`;
    const place = Object.entries(catalogue).find(([p]) => p.endsWith(`${row[1]}[].${row[3]}`))?.[1];
    return place ? `${title}: ${place.label.toLowerCase()}` : title;
  }
  const key =
    Object.keys(catalogue).find((p) => p === path || p === `spec.${path}` || p.endsWith(`.${path}`)) ??
    asides.find(([from]) => from.test(path))?.[1];
  return parts[path] ?? (key ? entryOf(key).label : path);
}

/** What is called as a whole, and has no field. */
const parts: Readonly<Record<string, string>> = { spec: "The plan", "spec.outline": "The outline" };

/** What a row of each list is called. */
export const rowTitles: Readonly<Record<string, string>> = {
  mixture: "Ingredient",
  limits: "Limit",
  delivered: "Dose given",
  fixed_points: "Fixed point",
  keep_outs: "Keep-out",
  polygons: "Area",
};
