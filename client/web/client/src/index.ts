/**
 * Client of mesogrid for browsers and Node: the generated messages and services of its contract over Connect, and what a
 * refusal says.
 *
 *     const grids = gridClient("http://127.0.0.1:7172");
 *     const answer = await grids.generateGrid({ spec });
 */
import { type Client, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { GridService } from "./gen/mesogrid/v1/grid_pb.js";
import { ProtocolService } from "./gen/mesogrid/v1/protocol_pb.js";

export { Code, ConnectError } from "@connectrpc/connect";
export * from "./gen/mesogrid/v1/grid_pb.js";
export * from "./gen/mesogrid/v1/protocol_pb.js";
export { type Refusal, refusal } from "./refusal.js";

/** gridClient calls the grid service of the server at a URL, in binary form. */
export function gridClient(url: string, fetch?: typeof globalThis.fetch): Client<typeof GridService> {
  return createClient(GridService, transport(url, fetch));
}

/** protocolClient calls the protocol service of the server at a URL. */
export function protocolClient(url: string, fetch?: typeof globalThis.fetch): Client<typeof ProtocolService> {
  return createClient(ProtocolService, transport(url, fetch));
}

function transport(baseUrl: string, fetch?: typeof globalThis.fetch) {
  return createConnectTransport({ baseUrl, useBinaryFormat: true, fetch });
}
