/** A request in JSON, as this page exports it and as programs send it, read as a whole plan. */
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { GenerateGridRequestSchema, type GridSpec, GridSpecSchema } from "@mesogrid/client";
import { newPlan, type Plan } from "../plan/plan.ts";
import { BadFile, type Json, JsonObject } from "./json.ts";
import { formed } from "./plan_form.ts";

/** isRequest tells a request, or its spec alone, from GeoJSON. */
export function isRequest(v: Json): v is JsonObject {
  const keys = ["spec", "outline", "pattern", "protocol", "spacing_um", "spacingUm"];
  return v instanceof JsonObject && !v.has("type") && keys.some((key) => v.has(key));
}

/** readRequest is the plan of a GenerateGridRequest or a GridSpec; it throws a BadFile. */
export function readRequest(text: string, v: JsonObject): Plan {
  return planOf(specOf(text, v.has("spec")));
}

/** planOf is the plan of a spec from outside; a lattice in it can be let go again. */
export function planOf(spec: GridSpec, names: readonly string[] = []): Plan {
  const plan = newPlan(formed(spec), names);
  if (spec.placement.case !== "lattice") return plan;
  return { ...plan, thawed: { placement: { case: undefined }, angleMdeg: undefined } };
}

function specOf(text: string, whole: boolean): GridSpec {
  const json = JSON.parse(text) as JsonValue;
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
