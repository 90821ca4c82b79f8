// Fetches a grid with connect-web, as a browser does, checks its checksums and prints it in the JSON form of the contract:
//
//   node fetch.mjs URL connect|grpc-web GenerateGrid|StreamGrid mesogrid.binpb < request.json
//
// mesogrid.binpb describes the contract, as the service told it (README.md). A refusal is printed too, and exits with 1.
import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary, fromJson, toJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";

const [baseUrl, protocol, method, descriptors] = process.argv.slice(2);
const contract = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptors)));
const service = contract.getService("mesogrid.v1.GridService");
const createTransport = { connect: createConnectTransport, "grpc-web": createGrpcWebTransport }[protocol];
const { methodKind, localName, input, output } = service.methods.find((m) => m.name === method);

// crc32c is the CRC-32C of bytes that follow those with the checksum crc.
function crc32c(bytes, crc = 0) {
  crc = ~crc;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0x82f63b78 & -(crc & 1));
  }
  return ~crc >>> 0;
}

const u64 = (values) => new Uint8Array(BigUint64Array.from(values, (v) => BigInt.asUintN(64, BigInt(v))).buffer);
const u32 = (values) => new Uint8Array(Uint32Array.from(values).buffer); // little-endian, as what runs browsers is

function check(what, got, want) {
  if (got !== want) throw new Error(`corrupt answer: ${what} is ${got}, want ${want}`);
}

function columns({ xUm, yUm, volumeNl }) {
  for (const column of [yUm, volumeNl]) check("number of values", column.length, xUm.length);
  return [xUm, yUm, volumeNl];
}

function checkHeader(h) {
  const none = { minXUm: 0, minYUm: 0, maxXUm: 0, maxYUm: 0, originX: 0, originY: 0, aX: 0, aY: 0, bX: 0, bY: 0 };
  const box = h.bounds ?? none;
  const l = h.lattice ?? none;
  const integers = u64([h.key.pointCount, h.key.crc32c, h.key.revision, h.totalVolumeNl, h.residueNl, h.depthUm,
    h.needleAngleMdeg, box.minXUm, box.minYUm, box.maxXUm, box.maxYUm, l.originX, l.originY, l.aX, l.aY, l.bX, l.bY,
    h.refillBefore.length, ...h.refillBefore, 0]);
  check("CRC-32C of the header", crc32c(integers), h.crc32c);
}

function checkColumns(h, count, sums) {
  check("number of points", BigInt(count), h.key.pointCount);
  const plan = crc32c(u32([h.depthUm, h.needleAngleMdeg]), crc32c(u64([h.key.pointCount, h.totalVolumeNl])));
  check("CRC-32C of the points", crc32c(u32(sums), plan), h.key.crc32c);
}

function checkGrid({ header, points }) {
  checkHeader(header);
  checkColumns(header, points.xUm.length, columns(points).map((column) => crc32c(u32(column))));
}

// checked yields the parts of a stream, each once it is checked.
async function* checked(parts) {
  let header, ended;
  let count = 0n;
  let sums = [0, 0, 0];
  for await (const message of parts) {
    const { case: kind, value } = message.part;
    if (kind === "header") checkHeader((header = value));
    if (kind === "chunk") {
      check("first_index", value.firstIndex, count);
      const crc = columns(value.points).reduce((crc, column) => crc32c(u32(column), crc), crc32c(u64([count])));
      check("CRC-32C of a chunk", crc, value.crc32c);
      sums = columns(value.points).map((column, i) => crc32c(u32(column), sums[i]));
      count += BigInt(value.points.xUm.length);
    }
    if (kind === "end") {
      ended = true;
      checkColumns(header, count, sums);
    }
    yield message;
  }
  check("end of the stream", ended, true); // without it the stream was cut off
}

const print = (message) => console.log(JSON.stringify(toJson(output, message)));
try {
  const client = createClient(service, createTransport({ baseUrl, defaultTimeoutMs: 30_000 }));
  const request = fromJson(input, JSON.parse(readFileSync(0, "utf8")));
  if (methodKind === "unary") {
    const grid = await client[localName](request);
    checkGrid(grid);
    print(grid);
  } else {
    for await (const part of checked(client[localName](request))) print(part);
  }
} catch (error) {
  if (!(error instanceof ConnectError)) throw error;
  const BadRequest = contract.getMessage("google.rpc.BadRequest");
  const type = `type.googleapis.com/${BadRequest.typeName}`;
  const details = error.findDetails(BadRequest).map((d) => ({ "@type": type, ...toJson(BadRequest, d) }));
  console.log(JSON.stringify({ code: error.code, message: error.rawMessage, details }));
  process.exitCode = 1;
}
