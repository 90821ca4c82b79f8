/** A request in JSON, as this page exports it and as programs send it, read as a whole plan. */
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { GenerateGridRequestSchema, type GridSpec, GridSpecSchema } from "@mesogrid/client";
import { newPlan, type Plan } from "../plan/plan.ts";
import { BadFile, type Json, JsonNumber, JsonObject } from "./json.ts";
import { formed } from "./plan_form.ts";

/** isRequest tells a request, or its spec alone, from GeoJSON. */
export function isRequest(v: Json): v is JsonObject {
  const keys = ["spec", "outline", "pattern", "protocol", "spacing_um", "spacingUm"];
  return v instanceof JsonObject && !v.has("type") && keys.some((key) => v.has(key));
}

/** readRequest is the plan of a GenerateGridRequest or a GridSpec; it throws a BadFile. */
export function readRequest(v: JsonObject): Plan {
  return planOf(specOf(plain(v), v.has("spec")));
}

/** planOf is the plan of a spec from outside; a lattice in it can be let go again. */
export function planOf(spec: GridSpec, names: readonly string[] = []): Plan {
  const plan = newPlan(formed(spec), names);
  if (spec.placement.case !== "lattice") return plan;
  return { ...plan, thawed: { placement: { case: undefined }, angleMdeg: undefined } };
}

/** plain is the value as protobuf takes it, with every whole number as it was written. */
function plain(v: Json): JsonValue {
  if (v instanceof JsonNumber) return wholeNumber(v.text);
  if (Array.isArray(v)) return v.map(plain);
  if (v instanceof JsonObject) return Object.fromEntries(v.keys.map((key) => [key, plain(v.get(key))]));
  return v;
}

/** wholeNumber is a number, or text where a double would not be the same: the contract has no other numbers to ask with. */
function wholeNumber(text: string): number | string {
  const [, sign = "", digits = "", decimals = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const significant = decimals.replace(/0+$/, "");
  const zeros = Number(exponent) - significant.length;
  if (zeros < 0 || zeros > 30) {
    const double = Number(text);
    if (Number.isInteger(double)) throw new BadFile(`has the number ${text}: give a whole number of 64 bits`);
    return double; // which the contract refuses, and names the field
  }
  const value = BigInt(sign + digits + significant + "0".repeat(zeros));
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function specOf(json: JsonValue, whole: boolean): GridSpec {
  try {
    if (!whole) return fromJson(GridSpecSchema, json);
    const { spec } = fromJson(GenerateGridRequestSchema, json);
    if (spec) return spec;
  } catch (error) {
    const rule = error instanceof Error ? error.message : String(error);
    throw new BadFile(`is no request of the contract: ${rule}`);
  }
  throw new BadFile("is a request without a spec: give the plan as its spec");
}
