/**
 * JSON as it stands in a file: a key that one object has twice is refused, since only one of its values would count, and
 * numbers keep their text, since a double is not what was written.
 */
import { oneLine } from "../plan/place.ts";

/** A sentence about a file that cannot be read, for the person who gave it. */
export class BadFile extends Error {}

export class JsonNumber {
  constructor(readonly text: string) {}
}

export class JsonObject {
  /** In the order of the file. */
  readonly keys: string[] = [];
  readonly #values = new Map<string, Json>();

  /** get is null where the key is missing too: GeoJSON makes no difference. */
  get(key: string): Json {
    return this.#values.get(key) ?? null;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  set(key: string, value: Json): void {
    this.keys.push(key);
    this.#values.set(key, value);
  }

  /** misspelt finds a key that differs from a known one in its spelling only: what reads by the known one would not see it. */
  misspelt(...known: string[]): { key: string; meant: string } | undefined {
    for (const key of this.keys) {
      const meant = known.find((k) => key !== k && folded(key) === folded(k));
      if (meant !== undefined) return { key, meant };
    }
    return undefined;
  }
}

export type Json = null | boolean | string | JsonNumber | Json[] | JsonObject;

/** kind is what a value is, in words. */
export function kind(v: Json): string {
  if (v === null) return "null";
  if (typeof v === "boolean") return "true or false";
  if (typeof v === "string") return "text";
  if (v instanceof JsonNumber) return "a number";
  return Array.isArray(v) ? "a list" : "an object";
}

/** said is a value that is text or a number, and what any other is. */
export function said(v: Json): string {
  if (typeof v === "string") return quote(v);
  return v instanceof JsonNumber ? v.text : kind(v);
}

/** quote keeps what others wrote from ending the line. */
export function quote(text: string): string {
  return JSON.stringify(oneLine(text));
}

/** folded is a key without what distinguishes its spellings: "Margin-MM" and "margin_mm" are one. */
export function folded(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, "");
}
