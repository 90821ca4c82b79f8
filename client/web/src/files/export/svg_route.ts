/** The way through the points. */
import { element, mm } from "./markup.ts";
import type { Sheet } from "./sheet.ts";
import { barred, faint } from "./svg_shapes.ts";

const mark = "#c04e00";

/** route draws the way: a thin line, an arrow after each turn, a ring at its start and a square at its end. */
export function route(sheet: Sheet): string {
  const { x, y } = sheet.answer;
  if (x.length < 2) return "";
  const places = Array.from(x, (um, i): [number, number] => [sheet.x(um), sheet.y(y[i]!)]);
  return [
    element("path", {
      d: `M${places.map(([px, py]) => `${mm(px)} ${mm(py)}`).join("L")}`,
      fill: "none",
      stroke: barred,
      "stroke-width": mm(Math.max(1, sheet.radius / 4)),
      "stroke-linejoin": "round",
    }),
    element("path", { d: arrows(places, sheet.radius), fill: faint }),
    start(sheet, ...places[0]!),
    end(sheet, ...places.at(-1)!),
  ].join("");
}

export function start({ radius }: Sheet, x: number, y: number): string {
  return element("circle", { cx: mm(x), cy: mm(y), r: mm(radius * 2), ...ringed(radius) });
}

export function end({ radius }: Sheet, x: number, y: number): string {
  const side = mm(radius * 4);
  return element("rect", {
    x: mm(x - radius * 2),
    y: mm(y - radius * 2),
    width: side,
    height: side,
    ...ringed(radius),
  });
}

function ringed(radius: number) {
  return { fill: "none", stroke: mark, "stroke-width": mm(Math.max(1, radius / 2)) };
}

/** More would make a large drawing unreadable. */
const mostArrows = 240;

/** arrows are heads in the middle of the steps that follow a turn of more than about six degrees. */
function arrows(places: [number, number][], radius: number): string {
  const steps = places.slice(1).map(([x, y], i) => [x - places[i]![0], y - places[i]![1]] as const);
  const turns = steps.flatMap(([dx, dy], i) => {
    const [lastX, lastY] = steps[i - 1] ?? [0, 0];
    return Math.abs(lastX * dy - lastY * dx) >= (lastX * dx + lastY * dy) / 10 ? [i] : [];
  });
  const every = 1 + Math.floor(turns.length / mostArrows);
  let d = "";
  for (let k = 0; k < turns.length; k += every) {
    const i = turns[k]!;
    const [dx, dy] = steps[i]!;
    const step = Math.hypot(dx, dy);
    if (step < 5 * radius) continue; // no room between the two points
    const [ux, uy] = [(dx / step) * radius * 1.2, (dy / step) * radius * 1.2];
    const [x, y] = [places[i]![0] + dx / 2, places[i]![1] + dy / 2];
    const corner = (on: number, aside: number) => `${mm(x + ux * on - uy * aside)} ${mm(y + uy * on + ux * aside)}`;
    d += `M${corner(1, 0)}L${corner(-0.8, 0.75)}L${corner(-0.8, -0.75)}Z`;
  }
  return d;
}
