/**
 * The parameters of a plan as the fragment of an address, such as
 *
 *     pattern=triangular&spacing_um=3000&dosing.point_nl=20000&dosing.mixture.0.name=saline
 *
 * They are the leaves of protobuf's JSON form under the contract's names, so that whatever the contract has is here. What is
 * drawn (outline, fixed points) is not, nor what is about a person (body mass, doses given before): links are passed on. Enums go without their prefix; an empty value is an empty message, such as "centred".
 */
import { create, type DescEnum, fromJson, type JsonObject, type JsonValue, toJson } from "@bufbuild/protobuf";
import { type GridSpec, GridSpecSchema } from "@mesogrid/client";
import { fieldAt } from "../plan/contract.ts";

/** The most entries of a list that an address may have: more than the service takes. */
const maxEntries = 2_000;

/** What stays out of addresses, by its names in the contract. */
const apart = ["outline", "fixed_points", "body_mass_g", "delivered"];

/** parametersOf is the spec with what stays out of addresses taken from another one. */
export function parametersOf(spec: GridSpec, { area, fixedPoints, bodyMassG, delivered }: GridSpec): GridSpec {
  return { ...spec, area, fixedPoints, bodyMassG, delivered };
}

/** toFragment is without a leading #; empty for a plan without parameters. */
export function toFragment(spec: GridSpec): string {
  const parameters = parametersOf(spec, create(GridSpecSchema));
  const pairs: string[] = [];
  const walk = (value: JsonValue, key: string): void => {
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (entries.length > 0) for (const [name, inner] of entries) walk(inner, key === "" ? name : `${key}.${name}`);
    else if (key !== "") pairs.push(`${key}=${typeof value === "object" ? "" : encode(shorten(key, String(value)))}`);
  };
  walk(toJson(GridSpecSchema, parameters, { useProtoFieldName: true }), "");
  return pairs.join("&");
}

/** Parameters of an address. */
export interface Parsed {
  /** A plan without outline. */
  readonly spec: GridSpec;
  /** What was left out, and why, for people. */
  readonly problems: readonly string[];
}

/**
 * fromFragment reads what toFragment writes. A parameter that cannot be read is left out and told; of what only means
 * something as a whole, such as an origin or a mixture, all is left out.
 */
export function fromFragment(fragment: string): Parsed {
  const problems: string[] = [];
  const units = new Map<string, [string, string][]>();
  for (const pair of fragment.replace(/^#/, "").split("&")) {
    if (pair === "") continue;
    try {
      const [key, value] = split(pair);
      const unit = unitOf(key);
      const pairs = units.get(unit);
      if (pairs) pairs.push([key, value]);
      else units.set(unit, [[key, value]]);
    } catch (error) {
      problems.push(`${pair}: ${said(error)}`);
    }
  }
  let all: JsonObject = {};
  for (const [unit, pairs] of units) {
    try {
      const next = structuredClone(all);
      for (const [key, value] of pairs) put(next, key, value);
      fromJson(GridSpecSchema, dense(next) as JsonObject);
      all = next;
    } catch (error) {
      problems.push(`${unit}: ${said(error)}`);
    }
  }
  return { spec: fromJson(GridSpecSchema, dense(all) as JsonObject), problems };
}

function said(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^cannot decode .* from JSON: /, "");
}

function split(pair: string): [string, string] {
  const at = pair.indexOf("=");
  if (at < 0) throw new Error("has no value");
  return [decodeURIComponent(pair.slice(0, at)), decodeURIComponent(pair.slice(at + 1))];
}

/** pathOf is the contract's path of a key: mixture.0.name is spec.mixture[0].name. */
function pathOf(key: string): string {
  return `spec.${key.replace(/\.(\d+)(?=\.|$)/g, "[$1]")}`;
}

/** unitOf is the part of a key that is taken or left as a whole: a list, a choice that is a message, or the field itself. */
function unitOf(key: string): string {
  const names = key.split(".");
  for (let n = 1; n <= names.length; n++) {
    const unit = names.slice(0, n).join(".");
    const field = fieldAt(pathOf(unit));
    if (!field || apart.includes(unit)) throw new Error("is no parameter");
    if (field.fieldKind === "list" || (field.oneof && field.message)) {
      if (!fieldAt(pathOf(key))) throw new Error("is no parameter");
      return unit;
    }
  }
  return key;
}

/** put sets a leaf; lists are objects with whole numbers for names until dense turns them into arrays. */
function put(into: JsonObject, key: string, value: string): void {
  const names = key.split(".");
  const last = names.pop()!;
  let at = into;
  for (const name of names) {
    at[name] ??= {};
    at = at[name] as JsonObject;
  }
  if (Object.hasOwn(at, last)) throw new Error(`${key} is there twice`);
  const field = fieldAt(pathOf(key));
  const message = field?.message && (field.fieldKind !== "list" || /^\d+$/.test(last));
  if (message && value !== "") throw new Error(`${key} takes no value`);
  if (!message && (value === "" || value.trim() !== value)) throw new Error(`${key} has no value`);
  at[last] = message ? {} : lengthen(key, value);
}

/** dense turns objects named 0, 1, 2... into arrays. */
function dense(value: JsonValue, key = ""): JsonValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(
    ([name, inner]) => [name, dense(inner, key === "" ? name : `${key}.${name}`)] as const,
  );
  const field = key === "" ? undefined : fieldAt(pathOf(key));
  if (field?.fieldKind !== "list" || /\.\d+$/.test(key)) return Object.fromEntries(entries);
  if (entries.length > maxEntries) throw new Error(`has more than ${maxEntries} entries`);
  return entries.map((_, i) => {
    if (!Object.hasOwn(value, String(i))) throw new Error(`has no entry ${i}, but later ones`);
    return dense(value[i] as JsonValue, `${key}.${i}`);
  });
}

function enumAt(key: string): DescEnum | undefined {
  return fieldAt(pathOf(key))?.enum;
}

/** shorten takes the prefix that all values of an enum share off: PATTERN_SQUARE is square. */
function shorten(key: string, value: string): string {
  const prefix = enumAt(key)?.sharedPrefix?.toUpperCase();
  return prefix && value.startsWith(prefix) ? value.slice(prefix.length).toLowerCase() : value;
}

function lengthen(key: string, value: string): string {
  const prefix = enumAt(key)?.sharedPrefix?.toUpperCase();
  return prefix ? prefix + value.toUpperCase() : value;
}

/** encode leaves readable what need not be escaped in a fragment. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(/%2C|%2F|%3A|%3B|%40/g, decodeURIComponent);
}
