/** The points for programs, in delivery order, in the forms that the command mesogrid writes. */
import { length, show } from "../../plan/quantity.ts";
import type { Answer } from "../../store.ts";

/** pointsCsv has the integers that act: um and nL. */
export function pointsCsv({ x, y, volume }: Answer): string {
  const lines = Array.from(x, (um, i) => `${i},${um},${y[i]},${volume[i]}\n`);
  return `index,x_um,y_um,volume_nl\n${lines.join("")}`;
}

/** pointsGeojson has a feature a line, in millimetres; fixed points have their names. */
export function pointsGeojson(answer: Answer): string {
  const { x, y, volume } = answer;
  const names = fixedNames(answer);
  const lines = Array.from(x, (um, i) => {
    const name = names.get(i);
    const named = name ? `,"name":${text(name)}` : "";
    const coordinates = `${show(um, length)},${show(y[i]!, length)}`;
    return `{"type":"Feature","geometry":{"type":"Point","coordinates":[${coordinates}]},"properties":{"index":${i},"volume_nl":${volume[i]}${named}}}\n`;
  });
  return `{"type":"FeatureCollection","features":[\n${lines.join(",")}]}\n`;
}

/** fixedNames are the names of the fixed points by their index among the points. */
export function fixedNames({ plan, report }: Answer): Map<number, string> {
  const entries = report.fixedPointIndex.map(
    (index, i) => [Number(index), plan.spec.fixedPoints[i]?.name ?? ""] as const,
  );
  return new Map(entries);
}

/** text is JSON as Go writes it, which also escapes the two line ends that JavaScript once had. */
function text(s: string): string {
  return JSON.stringify(s).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
