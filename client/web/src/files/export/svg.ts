/**
 * The grid as a drawing: one user unit is one millimetre, so that it prints at its true size. In the manner of the command
 * mesogrid, whose drawings are laid out in the same way.
 */
import { outlineOf } from "../../plan/plan.ts";
import { angle, figure, largeVolume, length, withUnit } from "../../plan/quantity.ts";
import type { Answer } from "../../store.ts";
import { element, escaped, fit, mm, textWidth } from "./markup.ts";
import { fixedNames } from "./points.ts";
import { classesOf, classText } from "./shades.ts";
import { keepOutsDrawn, type Sheet, sheetOf, spacingOf } from "./sheet.ts";
import { names } from "./svg_names.ts";
import { end, route, start } from "./svg_route.ts";
import { diamond, faint, ink, keepOutSign, points, shapes } from "./svg_shapes.ts";

/** svg draws the outline, its keep-outs, the points and the way through them. */
export function svg(answer: Answer): string {
  const facts = factsOf(answer);
  const sheet = sheetOf(answer, (room, unit) => broken(facts, room, unit).length);
  const { unit, width } = sheet;
  const { lines, bottom } = legend(sheet);
  const height = bottom + 2 * unit;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: `${mm(width)}mm`,
      height: `${mm(height)}mm`,
      viewBox: `0 0 ${mm(width)} ${mm(height)}`,
      "font-family": "Helvetica, Arial, sans-serif",
    },
    "\n",
    element("title", {}, escaped(`Injection grid: ${facts.join(", ")}`)),
    element("rect", { width: mm(width), height: mm(height), fill: "#ffffff" }),
    shapes(sheet),
    route(sheet),
    points(sheet),
    heading(sheet, facts),
    names(sheet),
    lines,
  );
}

function heading(sheet: Sheet, facts: string[]): string {
  const { answer, unit, width } = sheet;
  const n = answer.header.key?.pointCount ?? 0n;
  const x = mm(2 * unit);
  const title = element(
    "text",
    { x, y: mm(3 * unit), "font-size": mm(unit * 1.5), "font-weight": "bold", fill: ink },
    n === 1n ? "1 point" : `${n} points`,
  );
  const lines = broken(facts, width - 4 * unit, unit).map((line, i) =>
    element("text", { x, y: mm((4.5 + 1.5 * i) * unit), "font-size": mm(unit), fill: faint }, escaped(line)),
  );
  return title + lines.join("");
}

/** factsOf say how the grid was made and what it adds up to. */
function factsOf(answer: Answer): string[] {
  const { plan, header, report } = answer;
  const facts: string[] = [];
  const { lattice } = header;
  if (lattice) {
    const [ax, ay] = [Number(lattice.aX), Number(lattice.aY)];
    // The steps of a lattice stand square, or turned by 60 degrees.
    const along = ax * Number(lattice.bX) + ay * Number(lattice.bY);
    facts.push(along > (ax * ax + ay * ay) / 4 ? "triangular" : "square");
    facts.push(`${withUnit(spacingOf(answer), length)} apart`);
    const frozen = plan.spec.placement.case === "lattice";
    const mdeg = report.bestFit?.angleMdeg ?? plan.spec.angleMdeg ?? 0;
    facts.push(frozen ? "on the lattice given" : `rows at ${withUnit(mdeg, angle)}`);
  } else facts.push("fixed points only");
  if (plan.spec.marginUm > 0) facts.push(`margin ${withUnit(plan.spec.marginUm, length)}`);
  if (report.areaMm2 > 0) facts.push(`area ${figure(report.areaMm2 / 100)} cm²`);
  if (report.volume) facts.push(`${withUnit(header.totalVolumeNl, largeVolume)} in all`);
  facts.push(...report.doses.map((d) => `${figure(d.total)} ${d.unit} ${d.name}`));
  return facts;
}

/** broken puts the facts into lines of a width. */
function broken(facts: string[], width: number, unit: number): string[] {
  const lines: string[] = [];
  for (const whole of facts) {
    const fact = fit(whole, unit, width);
    const longer = `${lines.at(-1)}, ${fact}`;
    if (lines.length > 0 && textWidth(longer, unit) <= width) lines[lines.length - 1] = longer;
    else lines.push(fact);
  }
  return lines;
}

interface Entry {
  readonly text: string;
  /** Draws the sign round a place of the sheet. */
  readonly sign: (x: number, y: number) => string;
}

function entries(sheet: Sheet): Entry[] {
  const { answer, radius } = sheet;
  const list: Entry[] = classesOf(answer.volume).map((c) => ({
    text: classText(c),
    sign: (x, y) => element("circle", { cx: mm(x), cy: mm(y), r: mm(radius), fill: c.shade }),
  }));
  if (fixedNames(answer).size > 0) {
    list.push({ text: "fixed", sign: (x, y) => element("g", { fill: ink }, diamond(sheet, x, y)) });
  }
  if (answer.x.length > 1) {
    list.push(
      { text: "first", sign: (x, y) => start(sheet, x, y) },
      { text: "last", sign: (x, y) => end(sheet, x, y) },
    );
  }
  const drawn = keepOutsDrawn(answer);
  if (drawn.length > 0) {
    const wide = answer.plan.spec.marginUm > 0 || drawn.some((k) => k.marginUm > 0);
    list.push({
      text: wide ? "keep-out and its margin" : "keep-out",
      sign: (x, y) => keepOutSign(sheet, x, y, wide),
    });
  }
  const untold = outlineOf(answer.plan).keepOuts.length - drawn.length;
  if (untold > 0) list.push({ text: `${untold} keep-outs far away are not drawn`, sign: () => "" });
  return list;
}

/** legend explains the signs, and gives the scale and the key; bottom is where it ends. */
function legend(sheet: Sheet): { lines: string; bottom: number } {
  const { answer, unit, width, top, box } = sheet;
  const from = 2.5 * unit;
  let x = from;
  let y = top + box.maxY - box.minY + 3 * unit;
  let lines = "";
  for (const { text, sign } of entries(sheet)) {
    const needs = 3.5 * unit + textWidth(text, unit);
    if (x > from && x + needs > width - 1.5 * unit) {
      x = from;
      y += 2 * unit;
    }
    lines += sign(x, y);
    lines += element(
      "text",
      { x: mm(x + 1.25 * unit), y: mm(y + 0.35 * unit), "font-size": mm(unit), fill: ink },
      text,
    );
    x += needs;
  }
  y += 3 * unit;
  const bar = roundLength(width / 3);
  const tick = mm(unit / 2);
  lines += element("path", {
    d: `M${mm(2 * unit)} ${mm(y - unit / 2)}v${tick}h${mm(bar)}v-${tick}`,
    fill: "none",
    stroke: ink,
    "stroke-width": mm(unit / 7),
  });
  const scale = { x: mm(2.7 * unit + bar), y: mm(y), "font-size": mm(unit), fill: ink };
  lines += element("text", scale, withUnit(bar, length));
  const crc = (answer.header.key?.crc32c ?? 0).toString(16).toUpperCase().padStart(8, "0");
  const key = { x: mm(width - 2 * unit), y: mm(y), "font-size": mm(unit * 0.9), "text-anchor": "end", fill: faint };
  lines += element("text", key, `CRC ${crc}, revision ${answer.header.key?.revision ?? 0}`);
  return { lines, bottom: y };
}

/** roundLength is 1, 2 or 5 times a power of ten, up to most, um. */
function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2].map((n) => n * power).find((n) => n <= most) ?? power;
}
