/** Numbers as they are typed and stepped, within the range of a place. */

import { parse, type Quantity, withUnit } from "../plan/quantity.ts";
import type { Range } from "./catalogue.ts";

/** read is a typed number of small units, undefined for nothing said; a string says what is wrong. */
export function read(text: string, q: Quantity, range: Range, absent: string | undefined): bigint | undefined | string {
  if (text.trim() === "") return absent === undefined ? "a number is needed" : undefined;
  const value = parse(text, q);
  if (typeof value === "string" || (range.min <= value && value <= range.max)) return value;
  return value < range.min ? `at least ${withUnit(range.min, q)}` : `at most ${withUnit(range.max, q)}`;
}

/** stepsFrom is the first number among texts, which arrow keys go on from: what is typed, what stays, what is meant by nothing. */
export function stepsFrom(texts: readonly string[], q: Quantity): bigint | undefined {
  return texts.map((text) => parse(text, q)).find((value) => typeof value === "bigint");
}

/** stepped is the next multiple of the step up or down, within the range. */
export function stepped(value: bigint, step: bigint, up: boolean, { min, max }: Range): bigint {
  const rest = ((value % step) + step) % step;
  const next = up ? value - rest + step : value - (rest === 0n ? step : rest);
  return next < min ? min : next > max ? max : next;
}
