/** What there is to say about one point of a grid, in words and exact units. */
import { Order } from "@mesogrid/client";
import { outlineOf } from "../plan/plan.ts";
import { angle, figure, length, volume, withUnit } from "../plan/quantity.ts";
import type { Lookup } from "./lookup.ts";

export interface Facts {
  /** "Point 12 of 153 (index 11)": people count from 1, files and the contract from 0. */
  readonly title: string;
  readonly lines: readonly { readonly name: string; readonly value: string }[];
}

export function factsOf(lookup: Lookup, index: number): Facts {
  const { answer } = lookup;
  const { header, report } = answer;
  const lines: { name: string; value: string }[] = [];
  const add = (name: string, value: string) => value && lines.push({ name, value });
  const nl = answer.volume[index]!;
  const total = Number(header.totalVolumeNl);
  add("Area", areaOf(lookup, index));
  add("Fixed point", fixedName(lookup, index));
  add("x", withUnit(answer.x[index]!, length));
  add("y", withUnit(answer.y[index]!, length));
  if (total > 0) add("Volume", withUnit(nl, volume));
  if (header.depthUm > 0) add("Depth", withUnit(header.depthUm, length));
  if (header.needleAngleMdeg > 0) add("Needle", withUnit(header.needleAngleMdeg, angle));
  for (const dose of total > 0 ? report.doses : []) {
    add(dose.name, `${figure((dose.total * nl) / total)} ${dose.unit}`);
  }
  const refill = lookup.refills.has(index) ? "refill before it" : "";
  const end = index === 0 ? "first" : index === answer.x.length - 1 ? "last" : "";
  add("Order", [end, refill].filter(Boolean).join(", "));
  return { title: `Point ${index + 1} of ${answer.x.length} (index ${index})`, lines };
}

/** sentence is all of that in one line. */
export function sentence({ title, lines }: Facts): string {
  return `${title}: ${lines.map(({ name, value }) => `${name} ${value}`).join(", ")}`;
}

/** areaOf names the polygon of a lattice point; empty: only serpentine order goes polygon by polygon. */
function areaOf({ answer: { plan, report }, fixed }: Lookup, index: number): string {
  if (plan.spec.order === Order.SHORTEST || index < fixed.size) return "";
  let end = fixed.size;
  const polygon = report.polygonPoints.findIndex((points) => {
    end += Number(points);
    return index < end;
  });
  if (polygon < 0) return "";
  const of = outlineOf(plan).polygons.length;
  return plan.names[polygon] || (of > 1 ? `${polygon + 1} of ${of}` : "");
}

function fixedName({ answer, fixed }: Lookup, index: number): string {
  const at = fixed.get(index);
  return at === undefined ? "" : answer.plan.spec.fixedPoints[at]?.name || String(at + 1);
}
