/** Limits and what protocols say, in words and handy units. */
import {
  Quantity as Bounded,
  Confidence,
  type Dosing,
  type GridSpec,
  type Ingredient,
  type Limit,
  Pattern,
  type Protocol,
  Share,
  SkinLayer,
} from "@mesogrid/client";
import {
  angle,
  arealVolume,
  count,
  largeVolume,
  length,
  micro,
  permille,
  type Quantity,
  show,
  volume,
  withUnit,
} from "../plan/quantity.ts";

export const patternNames: Readonly<Record<number, string>> = {
  [Pattern.TRIANGULAR]: "triangular",
  [Pattern.SQUARE]: "square",
  [Pattern.NONE]: "none, fixed points only",
};

export const shareNames: Readonly<Record<number, string>> = {
  [Share.EQUAL]: "equal",
  [Share.CLIPPED_CELL]: "clipped",
  [Share.VORONOI]: "nearest",
};

export const layerNames: Readonly<Record<number, string>> = {
  [SkinLayer.EPIDERMIS]: "epidermis",
  [SkinLayer.SUPERFICIAL_DERMIS]: "superficial dermis",
  [SkinLayer.DEEP_DERMIS]: "deep dermis",
  [SkinLayer.DERMIS]: "dermis",
  [SkinLayer.HYPODERMIS]: "hypodermis",
};

export const quantityNames: Readonly<Record<number, string>> = {
  [Bounded.POINTS]: "number of points",
  [Bounded.POINT_VOLUME]: "volume of a point",
  [Bounded.TOTAL_VOLUME]: "total volume",
  [Bounded.AREAL_VOLUME]: "volume per cm²",
  [Bounded.POINT_DOSE]: "dose of a point",
  [Bounded.AREAL_DOSE]: "dose per cm²",
  [Bounded.TOTAL_DOSE]: "total dose",
  [Bounded.DOSE_PER_KG]: "dose per kg",
};

export const confidenceNames: Readonly<Record<number, string>> = {
  [Confidence.HIGH]: "label, abstract or maker's page",
  [Confidence.MEDIUM]: "a page that quotes one",
  [Confidence.LOW]: "training or clinic page",
};

/** isDose says that a limit on it names a component. */
export function isDose(quantity: Bounded): boolean {
  return quantity >= Bounded.POINT_DOSE;
}

/** isOverDays says that a limit on it may count what was given before. */
export function isOverDays(quantity: Bounded): boolean {
  return quantity === Bounded.TOTAL_DOSE || quantity === Bounded.DOSE_PER_KG;
}

/** unitOf is the handy unit of a limit's bounds. */
export function unitOf({ quantity, unit }: Pick<Limit, "quantity" | "unit">): Quantity {
  switch (quantity) {
    case Bounded.POINT_VOLUME:
      return volume;
    case Bounded.TOTAL_VOLUME:
      return largeVolume;
    case Bounded.AREAL_VOLUME:
      return arealVolume;
    case Bounded.POINT_DOSE:
    case Bounded.TOTAL_DOSE:
      return { ...micro, unit };
    case Bounded.AREAL_DOSE:
      return { ...micro, unit: `${unit}/cm²` };
    case Bounded.DOSE_PER_KG:
      return { ...micro, unit: `${unit}/kg` };
    default:
      return count;
  }
}

/** limitName is what a limit bounds: "total dose of toxin in 84 days". */
export function limitName({ quantity, component, periodDays }: Limit): string {
  const of = component === "" ? "" : ` of ${component}`;
  const within = periodDays === 0 ? "" : ` in ${periodDays} days`;
  return `${quantityNames[quantity] ?? "unknown quantity"}${of}${within}`;
}

/** bounds is the range that keeps to a least and a greatest value: "10 to 15", "at most 2 mg"; empty: there is no bound. */
export function bounds(min: bigint | undefined, max: bigint | undefined, q: Quantity): string {
  if (min !== undefined && max !== undefined) {
    return min === max ? `exactly ${withUnit(min, q)}` : `${show(min, q)} to ${withUnit(max, q)}`;
  }
  if (max !== undefined) return `at most ${withUnit(max, q)}`;
  return min === undefined ? "" : `at least ${withUnit(min, q)}`;
}

function volumeInWords(nl: number): string {
  return nl < 1_000_000 ? withUnit(nl, volume) : withUnit(nl, largeVolume);
}

/** ruleInWords is how the volume of a point is found: "0.2 mL each point"; empty: no rule. */
export function ruleInWords(dosing: Dosing | undefined): string {
  const rule = dosing?.rule;
  switch (rule?.case) {
    case "pointNl":
      return `${volumeInWords(rule.value)} each point`;
    case "totalNl":
      return `${withUnit(rule.value, largeVolume)} in all`;
    case "nlPerCm2":
      return withUnit(rule.value, arealVolume);
    default:
      return "";
  }
}

/** ingredientInWords is "deoxycholic acid 10 mg in 1 mL", "saline, 1 mL of it". */
export function ingredientInWords({ name, unit, amountMicro, inNl, partNl }: Ingredient): string {
  const amount = unit === "" ? "" : ` ${withUnit(amountMicro, { ...micro, unit })} in ${withUnit(inNl, largeVolume)}`;
  return `${name}${amount}${partNl > 0n ? `, ${withUnit(partNl, largeVolume)} of it` : ""}`;
}

/** depthInWords is "2 mm", "5 mm at 30°"; empty: not said. */
export function depthInWords(spec: GridSpec): string {
  const kind = spec.depth?.kind;
  if (kind?.case === "depthUm") return withUnit(kind.value, length);
  if (kind?.case !== "insertion") return "";
  return `${withUnit(kind.value.lengthUm, length)} inserted at ${withUnit(kind.value.angleMdeg, angle)}`;
}

/** defaultsInWords is what a protocol fills in where the plan says nothing. */
export function defaultsInWords({ defaults: d }: Protocol): string[] {
  if (!d) return [];
  const { dosing, depth } = d;
  const said = [
    d.pattern ? `pattern: ${patternNames[d.pattern]}` : "",
    d.spacingUm ? `spacing: ${withUnit(d.spacingUm, length)}` : "",
    dosing?.rule.case ? `volume: ${ruleInWords(dosing)}` : "",
    dosing?.share ? `share: ${shareNames[dosing.share]}` : "",
    dosing?.capPermille ? `cap: ${withUnit(dosing.capPermille, permille)}` : "",
    ...(dosing?.mixture ?? []).map((ingredient) => `mixture: ${ingredientInWords(ingredient)}`),
    depth?.kind.case ? `depth: ${depthInWords(d)}` : "",
    depth?.layer ? `layer: ${layerNames[depth.layer]}` : "",
  ];
  return said.filter((text) => text !== "");
}
