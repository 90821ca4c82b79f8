/** What stands on the sheet: the area and the points. */
import type { Polygon } from "@mesogrid/client";
import { outlineOf, ringsOf } from "../../plan/plan.ts";
import { element, mm } from "./markup.ts";
import { fixedNames } from "./points.ts";
import { classesOf } from "./shades.ts";
import { keepOutsDrawn, type Sheet } from "./sheet.ts";

export const ink = "#333333";
export const faint = "#6b6b6b";
const skin = "#fbf3ea";
const skinEdge = "#8a6d52";
export const barred = "#9a9a9a";
const shade = "#eadfd2";

/** shapes draws the outline, and the keep-outs with their margins. */
export function shapes(sheet: Sheet): string {
  const { answer, unit } = sheet;
  const thin = { "stroke-width": mm(unit / 9), "stroke-linejoin": "round", "fill-rule": "evenodd" };
  const area = outlineOf(answer.plan).polygons.map((p) => rings(sheet, p));
  const drawn = keepOutsDrawn(answer);
  // A stroke with round corners covers exactly what is nearer to the edge than half its width.
  const margins = drawn.map((k) => {
    const wide = 2 * Math.max(k.marginUm, answer.plan.spec.marginUm);
    const stroke = { fill: "none", stroke: shade, "stroke-width": mm(wide), "stroke-linejoin": "round" };
    return wide > 0 ? element("path", { d: rings(sheet, k.polygon), ...stroke }) : "";
  });
  return [
    hatch(unit),
    area.length > 0 ? element("path", { d: area.join(""), fill: skin, stroke: skinEdge, ...thin }) : "",
    ...margins,
    ...drawn.map((k) => element("path", { d: rings(sheet, k.polygon), fill: "url(#hatch)", stroke: faint, ...thin })),
  ].join("");
}

function hatch(unit: number): string {
  const side = mm(unit * 0.7);
  return element(
    "defs",
    {},
    element(
      "pattern",
      { id: "hatch", width: side, height: side, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      element("rect", { width: side, height: side, fill: "#ededed" }),
      element("path", { d: `M0 0V${side}`, stroke: barred, "stroke-width": mm(unit / 5) }),
    ),
  );
}

function rings(sheet: Sheet, polygon: Polygon | undefined): string {
  return ringsOf(polygon)
    .map(({ xUm, yUm }) => `M${xUm.map((x, i) => `${mm(sheet.x(x))} ${mm(sheet.y(yUm[i]!))}`).join("L")}Z`)
    .join("");
}

/** points draws each in the shade of its volume; fixed ones are diamonds. */
export function points(sheet: Sheet): string {
  const { answer, radius } = sheet;
  const { x, y, volume } = answer;
  const fixed = fixedNames(answer);
  const r = mm(radius);
  return classesOf(volume)
    .map(({ lo, hi, shade }) => {
      let inside = "\n";
      for (const [i, v] of volume.entries()) {
        if (v < lo || v > hi) continue;
        const [px, py] = [sheet.x(x[i]!), sheet.y(y[i]!)];
        inside += fixed.has(i) ? diamond(sheet, px, py) : element("circle", { cx: mm(px), cy: mm(py), r });
      }
      return element("g", { fill: shade }, inside);
    })
    .join("");
}

/** keepOutSign is a keep-out in the legend. */
export function keepOutSign({ unit }: Sheet, x: number, y: number, margin: boolean): string {
  const square = (side: number) => ({ x: mm(x - side / 2), y: mm(y - side / 2), width: mm(side), height: mm(side) });
  const round = margin ? element("rect", { ...square(unit * 1.5), rx: mm(unit / 4), fill: shade }) : "";
  const inner = { fill: "url(#hatch)", stroke: faint, "stroke-width": mm(unit / 9) };
  return round + element("rect", { ...square(unit), ...inner });
}

export function diamond({ radius }: Sheet, x: number, y: number): string {
  const r = mm(radius * 1.6);
  return element("path", { d: `M${mm(x)} ${mm(y)}m-${r} 0l${r} -${r}l${r} ${r}l-${r} ${r}z` });
}
