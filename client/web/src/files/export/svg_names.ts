/** Names of what stands on the sheet. */
import type { Polygon } from "@mesogrid/client";
import { outlineOf, ringsOf } from "../../plan/plan.ts";
import { element, escaped, fit, mm, textWidth } from "./markup.ts";
import { fixedNames } from "./points.ts";
import { addColumns, type Box, emptyBox, keepOutsDrawn, meets, type Sheet } from "./sheet.ts";
import { ink } from "./svg_shapes.ts";

/** More names would make a drawing unreadable, and the search for room long. */
const mostNames = 240;

/** names writes those of keep-outs, of polygons where there are several, and of fixed points, where there is room. */
export function names(sheet: Sheet): string {
  const { answer, unit, radius, width } = sheet;
  const size = unit * 0.9;
  const taken: Box[] = [];
  let written = "";
  const place = (name: string, x: number, ...baselines: number[]) => {
    if (name === "" || taken.length >= mostNames) return;
    const text = fit(name, size, width - 2 * unit);
    const half = textWidth(text, size) / 2;
    const middle = Math.min(Math.max(x, unit + half), width - unit - half);
    for (const y of baselines) {
      const box = { minX: middle - half, minY: y - size, maxX: middle + half, maxY: y + size / 4 };
      if (taken.some((other) => meets(other, box))) continue;
      taken.push(box);
      written += element("text", { x: mm(middle), y: mm(y), ...halo(size, unit) }, escaped(text));
      return;
    }
  };
  for (const k of keepOutsDrawn(answer)) {
    const { x, top, bottom } = extent(sheet, k.polygon);
    const y = (top + bottom) / 2 + unit * 0.3;
    place(k.name, x, y, y + unit, y - unit);
  }
  const { polygons } = outlineOf(answer.plan);
  if (polygons.length > 1) {
    for (const [i, p] of polygons.entries()) {
      const { x, top, bottom } = extent(sheet, p);
      place(answer.plan.names[i] ?? "", x, top - unit * 0.4, top - unit * 1.4, bottom + unit * 1.1);
    }
  }
  for (const [i, name] of fixedNames(answer)) {
    const y = sheet.y(answer.y[i]!);
    place(name, sheet.x(answer.x[i]!), y - 2 * radius - unit * 0.3, y + 2 * radius + unit * 0.9);
  }
  return written;
}

/** halo keeps a name readable over lines. */
function halo(size: number, unit: number) {
  return {
    "font-size": mm(size),
    "text-anchor": "middle",
    fill: ink,
    stroke: "#ffffff",
    "stroke-width": mm(unit / 4),
    "stroke-linejoin": "round",
    "paint-order": "stroke",
  };
}

/** extent is the middle of a polygon's box across, and its top and bottom, on the sheet. */
function extent(sheet: Sheet, polygon: Polygon | undefined): { x: number; top: number; bottom: number } {
  const shell = ringsOf(polygon)[0];
  const box = addColumns(emptyBox(), shell?.xUm, shell?.yUm);
  return { x: sheet.x((box.minX + box.maxX) / 2), top: sheet.y(box.maxY), bottom: sheet.y(box.minY) };
}
