import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Code, gridClient, refusal } from "@mesogrid/client";
import { expect, test } from "vitest";

async function asked(url: string) {
  try {
    await gridClient(url).generateGrid({});
  } catch (error) {
    return refusal(error);
  }
  throw new Error("answered");
}

test("where no server answers, the refusal is unavailable, of no reason", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const told = await asked(`http://127.0.0.1:${port}`);
  expect(told).toMatchObject({ code: Code.Unavailable, reason: "", field: "", breaches: [] });
  expect(told.text).not.toBe("");
});

test("details of the server are read", async () => {
  // google.rpc.ErrorInfo{reason: "SPACING", metadata: {x_um: -5, y_um: 7}} and BadRequest{field_violations: {field: "spec.spacing_um"}}
  const details = [
    {
      type: "google.rpc.ErrorInfo",
      value: Buffer.from("\n\x07SPACING\x1a\x0a\n\x04x_um\x12\x02-5\x1a\x09\n\x04y_um\x12\x017").toString("base64"),
    },
    { type: "google.rpc.BadRequest", value: Buffer.from("\n\x11\n\x0fspec.spacing_um").toString("base64") },
  ];
  const server = createServer((_, response) => {
    response.writeHead(400, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ code: "invalid_argument", message: "spacing: 1 um", details }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    expect(await asked(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).toMatchObject({
      code: Code.InvalidArgument,
      reason: "SPACING",
      text: "spacing: 1 um",
      field: "spec.spacing_um",
      place: { x: -5, y: 7 },
    });
  } finally {
    server.close();
  }
});
