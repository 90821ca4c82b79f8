/**
 * Figures of a report as the command writes them, digit by digit, so that page and command are never read as two plans: no
 * trailing zero, always a leading one, no exponent, no thousands separator that could pass for a decimal point.
 */
import { figure, largeVolume, length, show } from "../plan/quantity.ts";

export const mm = (um: number | bigint): string => show(um, length);
export const mL = (nl: number | bigint): string => show(nl, largeVolume);

/** mLFigure is a volume that is no whole number of nL. */
export const mLFigure = (nl: number): string => figure(nl / 1_000_000);

/** degrees of mdeg. */
export const degrees = (mdeg: number): string => show(mdeg, { unit: "", decimals: 3 });

/** things is a number of things: "1 point", "12 points". */
export function things(n: number | bigint, one: string, many: string): string {
  return `${n} ${BigInt(n) === 1n ? one : many}`;
}

/** variation is a coefficient of variation; steps of the injector make some that nobody needs to know. */
export function variation(cv: number): string {
  const least = 0.0001;
  return cv < least ? `below ${figure(least)}` : figure(Math.round(cv / least) * least);
}

/** percent is a share with one decimal. */
export const percent = (share: number): string => (100 * share).toFixed(1);

/** few is the first ten of some indices, and how many more there are. */
export function few(all: readonly bigint[]): string {
  const most = 10;
  const more = all.length > most ? ` and ${all.length - most} more` : "";
  return all.slice(0, most).join(", ") + more;
}
