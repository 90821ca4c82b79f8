/**
 * Quantities for people: whole numbers of a small unit inside, decimal numbers of a handy unit outside, exactly. 2.5 mm is
 * 2,500 um, and 0.0001 mm is refused, not rounded.
 */

export interface Quantity {
  /** Handy unit, such as "mm"; empty for a bare number. */
  readonly unit: string;
  /** Decimals that the small unit allows: 3 for mm in um. */
  readonly decimals: number;
}

export const length: Quantity = { unit: "mm", decimals: 3 };
export const angle: Quantity = { unit: "°", decimals: 3 };
/** nL, as uL. */
export const volume: Quantity = { unit: "µL", decimals: 3 };
/** nL, as mL. */
export const largeVolume: Quantity = { unit: "mL", decimals: 6 };
/** nL per cm2, as uL per cm2. */
export const arealVolume: Quantity = { unit: "µL/cm²", decimals: 3 };
export const mass: Quantity = { unit: "kg", decimals: 3 };
/** Millionths of a component's unit. */
export const micro: Quantity = { unit: "", decimals: 6 };
export const permille: Quantity = { unit: "cells", decimals: 3 };
export const count: Quantity = { unit: "", decimals: 0 };

/**
 * parse reads a decimal number as whole small units; a string says what is wrong with it. The sign of decimals is a point or
 * a comma, but 1,500 is one and a half to some and fifteen hundred to others, a thousand times as much: it is refused.
 */
export function parse(text: string, q: Quantity): bigint | string {
  const trimmed = text.trim().replace("−", "-");
  const m = /^([+-]?)(\d*)(?:[.,](\d*))?$/.exec(trimmed);
  if (!m || !(m[2] || m[3])) return `${JSON.stringify(trimmed)} is no number`;
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(trimmed)) {
    const [whole, rest] = trimmed.split(",");
    return `${trimmed} can be read in two ways: write ${q.decimals > 0 ? `${whole}.${rest} or ` : ""}${whole}${rest}`;
  }
  const decimals = (m[3] ?? "").replace(/0+$/, "");
  if (decimals.length > q.decimals) {
    return q.decimals === 0 ? "a whole number is needed" : `at most ${q.decimals} decimals can be kept`;
  }
  const whole = BigInt((m[2] || "0") + decimals.padEnd(q.decimals, "0"));
  return m[1] === "-" ? -whole : whole;
}

/** show writes whole small units as a decimal number without needless zeros and without the unit: 2500 um is "2.5". */
export function show(value: number | bigint, q: Quantity): string {
  const n = BigInt(value);
  const digits = (n < 0n ? -n : n).toString().padStart(q.decimals + 1, "0");
  const whole = digits.slice(0, digits.length - q.decimals);
  const decimals = q.decimals === 0 ? "" : digits.slice(-q.decimals).replace(/0+$/, "");
  return (n < 0n ? "-" : "") + whole + (decimals && `.${decimals}`);
}

/** withUnit is show with the unit: "2.5 mm". */
export function withUnit(value: number | bigint, q: Quantity): string {
  const text = show(value, q);
  return q.unit === "" ? text : q.unit === "°" ? text + q.unit : `${text} ${q.unit}`;
}

/** figure writes a figure of a report, which decides nothing, with so many significant digits and no exponent: 15.662. */
export function figure(value: number, digits = 6): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  const text = value.toFixed(Math.min(places, 100));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
