/** The plan as a request: for programs in JSON, for the server and for devices in binary form. */
import { create, toBinary, toJson } from "@bufbuild/protobuf";
import { GenerateGridRequestSchema, type GridSpec, StreamGridRequestSchema } from "@mesogrid/client";
import { asked } from "../../plan/plan.ts";
import type { Answer } from "../../store.ts";

/** requestJson is the GenerateGridRequest in the JSON form of the contract, with the names that the contract has. */
export function requestJson(spec: GridSpec, indent = 2): string {
  const json = toJson(GenerateGridRequestSchema, create(GenerateGridRequestSchema, { spec: asked(spec) }), {
    useProtoFieldName: true,
  });
  return indent === 0 ? JSON.stringify(json) : `${layOut(json, "\n", " ".repeat(indent))}\n`;
}

export function requestBytes(spec: GridSpec): Uint8Array<ArrayBuffer> {
  return toBinary(GenerateGridRequestSchema, create(GenerateGridRequestSchema, { spec: asked(spec) }));
}

/**
 * deviceBytes is what a device asks StreamGrid with: the plan, and the key of its grid, so that the device gets the grid that
 * was looked at here or none.
 */
export function deviceBytes({ plan, header }: Answer): Uint8Array<ArrayBuffer> {
  const request = create(StreamGridRequestSchema, {
    source: { case: "spec", value: asked(plan.spec) },
    expect: header.key,
  });
  return toBinary(StreamGridRequestSchema, request);
}

/** layOut writes JSON with lists of numbers on one line: a coordinate a line would be no text to read. */
function layOut(json: unknown, line: string, step: string): string {
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  const inner = line + step;
  if (Array.isArray(json)) {
    if (json.every((v) => typeof v !== "object")) return JSON.stringify(json);
    return `[${inner}${json.map((v) => layOut(v, inner, step)).join(`,${inner}`)}${line}]`;
  }
  const members = Object.entries(json).map(([key, v]) => `${JSON.stringify(key)}: ${layOut(v, inner, step)}`);
  return members.length === 0 ? "{}" : `{${inner}${members.join(`,${inner}`)}${line}}`;
}
