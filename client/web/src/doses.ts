/** Doses of the components as tables: what is given, and how dense it lies. */
import type { ComponentDose } from "@mesogrid/client";
import { oneLine } from "./place.ts";
import { figure } from "./quantity.ts";

/** A table of texts; the first cell of each row names it. */
export interface Cells {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function totals(doses: readonly ComponentDose[]): Cells {
  return {
    heads: ["Dose", "total", "most a point"],
    rows: doses.map((d) => [oneLine(d.name), inUnit(d, d.total), inUnit(d, d.maxPoint)]),
  };
}

export function densities(doses: readonly ComponentDose[]): Cells {
  const byMass = doses[0]?.perKg !== undefined;
  return {
    heads: ["Dose", "lattice density", "mean density", ...(byMass ? ["by body mass"] : [])],
    rows: doses.map((d) => [
      oneLine(d.name),
      inUnit(d, d.latticePerCm2, "/cm²"),
      inUnit(d, d.meanPerCm2, "/cm²"),
      ...(byMass ? [inUnit(d, d.perKg, "/kg")] : []),
    ]),
  };
}

function inUnit(dose: ComponentDose, value: number | undefined, over = ""): string {
  return value === undefined ? "-" : `${figure(value)} ${oneLine(dose.unit)}${over}`;
}
