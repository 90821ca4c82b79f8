/** What a person reads of a grid: the rows of the command's table, in its words and digits, cm² written with a raised 2. */
import { Order } from "@mesogrid/client";
import { layerNames } from "../form/words.ts";
import { areaName, oneLine, short } from "../plan/place.ts";
import { figure, mass, show } from "../plan/quantity.ts";
import type { Answer } from "../store.ts";
import { degrees, few, mL, mLFigure, mm, percent, things, variation } from "./amount.ts";
import { patternOf, spacingOf } from "./lattice.ts";

/** A name and what it is. A row that is under another one is a part of it. */
export interface Row {
  readonly name: string;
  readonly value: string;
  readonly under?: boolean;
}

/** Areas that are listed one by one. */
const mostAreas = 20;

/** points is how many there are, and where. */
export function points({ plan, header, report, omitted }: Answer): Row[] {
  const rows: Row[] = [{ name: "Points", value: String(header.key?.pointCount ?? 0n) }];
  const counts = report.polygonPoints;
  if (counts.length > 1 || plan.names[0]) {
    for (const [i, n] of counts.slice(0, mostAreas).entries()) {
      rows.push({ name: areaName(plan, i), value: String(n), under: true });
    }
    const more = counts.length - mostAreas;
    if (more > 0) rows.push({ name: `and ${more} more areas`, value: "", under: true });
  }
  const fixed = plan.spec.fixedPoints.length;
  if (fixed > 0) rows.push({ name: "fixed", value: String(fixed), under: true });
  if (omitted) rows.push({ name: "drawn", value: "none: too many to draw", under: true });
  return rows;
}

/** volumes is how much they get. */
export function volumes({ header, report: { volume } }: Answer): Row[] {
  if (!volume) return [{ name: "Volume", value: "none" }];
  const { minNl, maxNl, meanNl, cv, cappedNl } = volume;
  const rows: Row[] = [
    { name: "Volume", value: `${mL(header.totalVolumeNl)} mL` },
    { name: "a point", value: `${minNl === maxNl ? "" : `${mL(minNl)} to `}${mL(maxNl)} mL`, under: true },
  ];
  if (minNl !== maxNl) {
    rows.push({ name: "mean", value: `${mLFigure(meanNl)} mL`, under: true });
    rows.push({ name: "coefficient of variation", value: variation(cv), under: true });
  }
  if (header.residueNl > 0n) {
    const asked = `${mL(header.totalVolumeNl + header.residueNl)} mL asked, ${mL(header.residueNl)} mL of it not given`;
    const capped = cappedNl > 0n ? `, ${mL(cappedNl)} mL because of the cap` : "";
    rows.push({ name: "rounded down", value: asked + capped, under: true });
  }
  return rows;
}

/** supply is what to draw up; empty where that is plainly the total, and nothing has to be mixed. */
export function supply({ plan, header, report }: Answer): Row[] {
  const reservoir = plan.spec.injector?.reservoirNl ?? 0n;
  const s = report.supply;
  if (!s) return [];
  if (s.drawUpNl === header.totalVolumeNl && s.fills === 1n && s.ingredients.length === 0 && reservoir === 0n)
    return [];
  const fillings = reservoir > 0n ? `, ${things(s.fills, "filling", "fillings")} of up to ${mL(reservoir)} mL` : "";
  const rows: Row[] = [{ name: "Draw up", value: `${mL(s.drawUpNl)} mL${fillings}` }];
  const refills = header.refillBefore;
  if (refills.length > 0) {
    const before = `${things(refills.length, "point", "points")}: ${few(refills)}`;
    // The player shows both numbers of a point: which of them is meant has to be said.
    rows.push({ name: "refill before (index)", value: before, under: true });
  }
  for (const { name, volumeNl } of s.ingredients) {
    rows.push({ name: short(name), value: `${mL(volumeNl)} mL`, under: true });
  }
  return rows;
}

/** pattern is the lattice and the area that it fills. */
export function pattern(answer: Answer): Row[] {
  const { plan, header, report } = answer;
  const rows: Row[] = [
    { name: "Pattern", value: inWords(answer) },
    ...bestFit(answer),
    { name: "Margin", value: `${mm(plan.spec.marginUm)} mm` },
  ];
  if (report.areaMm2 > 0) rows.push({ name: "Area", value: `${figure(report.areaMm2 / 100)} cm²` });
  if (report.cellMm2 > 0) rows.push({ name: "Nominal cell", value: `${figure(report.cellMm2)} mm²` });
  const v = report.volume;
  if (v?.latticeNlPerCm2 !== undefined) {
    rows.push({ name: "Volume, lattice density", value: `${mLFigure(v.latticeNlPerCm2)} mL/cm²` });
  }
  if (v?.meanNlPerCm2 !== undefined) {
    rows.push({ name: "Volume, mean density", value: `${mLFigure(v.meanNlPerCm2)} mL/cm²` });
  }
  const b = header.bounds;
  if (b) {
    const value = `x ${mm(b.minXUm)} to ${mm(b.maxXUm)} mm, y ${mm(b.minYUm)} to ${mm(b.maxYUm)} mm`;
    rows.push({ name: "Bounds", value });
  }
  return rows;
}

/** way is how needle and hand go. */
export function way({ plan: { spec }, header, report }: Answer): Row[] {
  const rows: Row[] = [];
  if ((header.key?.pointCount ?? 0n) > 1n) {
    rows.push({ name: "Travel", value: `${mm(report.travelUm)} mm, longest jump ${mm(report.longestJumpUm)} mm` });
    if (spec.order === Order.SHORTEST) {
      const fixed = spec.fixedPoints.length > 0 ? " that begins with the fixed points as given" : "";
      rows.push({ name: "at least", value: `${mm(report.travelBoundUm)} mm in any order${fixed}`, under: true });
    }
  }
  if (header.depthUm > 0) {
    const angle = header.needleAngleMdeg;
    const needle = angle > 0 ? `, needle at ${degrees(angle)} degrees to the skin` : "";
    const layer = spec.depth?.layer ? `, meant for the ${layerNames[spec.depth.layer]}` : "";
    rows.push({ name: "Depth", value: `${mm(header.depthUm)} mm${needle}${layer}` });
  }
  if (spec.bodyMassG > 0) rows.push({ name: "Body mass", value: `${show(spec.bodyMassG, mass)} kg` });
  return rows;
}

/** origin is what the grid can be made again from, and told from others. */
export function origin({ plan, header, report }: Answer): Row[] {
  const rows: Row[] = [];
  const [version, digest] = split(report.protocolVersion);
  if (digest !== "") {
    const short = oneLine(digest.slice(0, "sha256:".length + 12));
    const value = `${oneLine(plan.spec.protocol)}, version ${oneLine(version)} (${short}): reference data, to be approved by the site`;
    rows.push({ name: "Protocol", value });
  }
  const l = header.lattice;
  if (l) {
    const value = `lattice=${[l.originX, l.originY, l.aX, l.aY, l.bX, l.bY].join(",")}`;
    rows.push({ name: "Lattice", value });
  }
  const { pointCount = 0n, crc32c = 0, revision = 0 } = header.key ?? {};
  const crc = crc32c.toString(16).toUpperCase().padStart(8, "0");
  rows.push({ name: "Key", value: `${things(pointCount, "point", "points")}, CRC ${crc}, revision ${revision}` });
  return rows;
}

function split(text: string): [string, string] {
  const at = text.indexOf(" ");
  return at < 0 ? ["", ""] : [text.slice(0, at), text.slice(at + 1)];
}

function inWords({ plan: { spec }, header: { lattice }, report }: Answer): string {
  if (!lattice) return "fixed points only";
  const text = `${patternOf(lattice)}, ${mm(spacingOf(lattice))} mm apart`;
  const { placement } = spec;
  if (placement.case === "lattice") return `${text}, on the lattice given`;
  const at =
    placement.case === "origin" ? `, a point at (${mm(placement.value.xUm)}, ${mm(placement.value.yUm)}) mm` : "";
  return `${text}${at}, rows at ${degrees(report.bestFit?.angleMdeg ?? spec.angleMdeg ?? 0)} degrees`;
}

function bestFit({ plan: { spec }, report: { bestFit: fit } }: Answer): Row[] {
  if (!fit) return [];
  const gained = fit.gainedPoints;
  let than = "as many points as";
  if (gained > 0n) than = `${things(gained, "point", "points")} more than`;
  if (gained < 0n) than = `${things(-gained, "point", "points")} fewer than`;
  const wanted = spec.placement.case === "bestFit" ? spec.placement.value.wantedPoints : 0;
  const many = spec.angleMdeg === undefined ? "pairs of angle and row phase" : "row phases";
  const one = spec.angleMdeg === undefined ? "pair of angle and row phase" : "row phase";
  const value = `${than} centred (${fit.centredPoints})${wanted > 0 ? `, ${wanted} wanted` : ""}; best of ${things(fit.evaluations, one, many)}`;
  const rows: Row[] = [{ name: "Best fit", value }];
  if (fit.areaCv !== undefined && fit.centredAreaCv !== undefined) {
    const evenness = `areas vary by ${percent(fit.areaCv)} %, centred ${percent(fit.centredAreaCv)} %`;
    rows.push({ name: "evenness", value: evenness, under: true });
  }
  return rows;
}
