/** Lines for a shell that ask for the same grid. */
import type { GridSpec } from "@mesogrid/client";
import { requestJson } from "./request.ts";

export interface CommandLine {
  /** What runs it: "curl" or "grpcurl". */
  readonly program: string;
  readonly text: string;
  /** What it needs, for people; may be empty. */
  readonly note: string;
}

/** Longer requests do not go on a line: Linux takes 128 KiB an argument, Windows and terminals far less. Letters. */
const longestInline = 8_000;

/** commandLines are for the server whose page is at a URL, such as "http://127.0.0.1:7172". */
export function commandLines(spec: GridSpec, url: string, file: string): CommandLine[] {
  const json = visible(requestJson(spec, 0));
  const inline = json.length <= longestInline;
  const { protocol, host, pathname } = new URL(url);
  const needsFile = inline
    ? ""
    : `The request is too long for a line: export it as JSON first, and run this beside ${file}.`;
  const lines = [
    {
      program: "curl",
      text: `curl -sS -H 'Content-Type: application/json' --data-binary ${inline ? quoted(json) : quoted(`@${file}`)} ${quoted(`${url}/mesogrid.v1.GridService/GenerateGrid`)}`,
      note: needsFile,
    },
  ];
  // gRPC has no place for the path of a proxy.
  if (pathname.replace(/\/$/, "") === "") {
    const plain = protocol === "https:" ? "" : "-plaintext ";
    const port = new URL(url).port || (protocol === "https:" ? "443" : "80");
    const address = host.endsWith(`:${port}`) ? host : `${host}:${port}`;
    const data = inline ? `-d ${quoted(json)}` : "-d @";
    const from = inline ? "" : ` <${quoted(file)}`;
    lines.push({
      program: "grpcurl",
      text: `grpcurl ${plain}${data} ${quoted(address)} mesogrid.v1.GridService/GenerateGrid${from}`,
      note: `${needsFile} It needs a server with --reflection, or the contract: -import-path proto -proto mesogrid/v1/grid.proto.`.trim(),
    });
  }
  return lines;
}

/** visible is the same JSON without signs that a terminal would not show, or would act on. */
function visible(json: string): string {
  return json.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (sign) =>
    Array.from({ length: sign.length }, (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** quoted is a word for a POSIX shell, whatever is in it; what needs no quotes has none. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
