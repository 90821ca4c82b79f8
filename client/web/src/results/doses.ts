/** Doses of the components: what is given, and how dense it lies. */
import type { ComponentDose } from "@mesogrid/client";
import { oneLine, short } from "../plan/place.ts";
import { figure } from "../plan/quantity.ts";
import type { Row } from "./figures.ts";

/** A table of texts; the first cell of each row names it. */
export interface Cells {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function totals(doses: readonly ComponentDose[]): Cells {
  return {
    heads: ["Dose", "total", "most a point"],
    rows: doses.map((d) => [short(d.name), inUnit(d, d.total), inUnit(d, d.maxPoint)]),
  };
}

/** densities has the components one below another: five columns are too wide for a panel. */
export function densities(doses: readonly ComponentDose[]): Row[] {
  return doses.flatMap((d) => {
    const rows: Row[] = [
      { name: short(d.name), value: inUnit(d, d.total) },
      { name: "lattice density", value: inUnit(d, d.latticePerCm2, "/cm²"), under: true },
      { name: "mean density", value: inUnit(d, d.meanPerCm2, "/cm²"), under: true },
    ];
    if (d.perKg !== undefined) rows.push({ name: "by body mass", value: inUnit(d, d.perKg, "/kg"), under: true });
    return rows;
  });
}

/** Letters of a dose that a column always has room for: longer ones break before the unit, never within the number. */
const room = 9;

function inUnit(dose: ComponentDose, value: number | undefined, over = ""): string {
  if (value === undefined) return "-";
  const [number, unit] = [figure(value), oneLine(dose.unit) + over];
  return number.length + unit.length <= room ? `${number}\u00a0${unit}` : `${number} ${unit}`;
}
