/** What the page asks, and what native gRPC answers to the same, by grpcurl: a client that shares no code with the page. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fromBinary, fromJsonString, toJsonString } from "@bufbuild/protobuf";
import {
  type GenerateGridRequest,
  GenerateGridRequestSchema,
  type GenerateGridResponse,
  GenerateGridResponseSchema,
} from "@mesogrid/client";
import type { Page } from "@playwright/test";
import { grpcOf } from "./daemon.ts";
import { root } from "./root.ts";

const method = "mesogrid.v1.GridService/GenerateGrid";

/** asked keeps the newest request of a page for a grid. Start it before the page asks. */
export function asked(page: Page): { readonly last: GenerateGridRequest | null } {
  let last: GenerateGridRequest | null = null;
  page.on("request", (request) => {
    const body = request.url().endsWith(`/${method}`) && request.postDataBuffer();
    if (body) last = fromBinary(GenerateGridRequestSchema, body);
  });
  return {
    get last() {
      return last;
    },
  };
}

/** native asks over native gRPC. A refusal throws what grpcurl says of it. */
export async function native(request: GenerateGridRequest): Promise<GenerateGridResponse> {
  const args = ["grpcurl", "-plaintext", "-max-time", "30", "-d", "@", process.env[grpcOf]!, method];
  const grpcurl = spawn(join(root, ".ci/tool"), args);
  let answer = "";
  let log = "";
  grpcurl.stdout.on("data", (text) => (answer += text));
  grpcurl.stderr.on("data", (text) => (log += text));
  grpcurl.stdin.end(toJsonString(GenerateGridRequestSchema, request));
  const code = await new Promise((resolve, reject) => grpcurl.on("close", resolve).on("error", reject));
  if (code !== 0) throw new Error(log);
  return fromJsonString(GenerateGridResponseSchema, answer);
}
