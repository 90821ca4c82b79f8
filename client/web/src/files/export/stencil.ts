/** The grid on paper at 1:1, which the server draws. */

import { inWords } from "../../form/paths.ts";
import type { Answer } from "../../store.ts";
import { BadFile } from "../json.ts";
import { requestBytes } from "./request.ts";

export type Paper = "a4" | "letter";

/** stencil fetches the PDF; what the server refuses is thrown as a BadFile with its sentence. */
export async function stencil({ plan }: Answer, paper: Paper, url: string): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(`${url}/mesogrid.v1/stencil.pdf?paper=${paper}`, {
      method: "POST",
      headers: { "Content-Type": "application/proto" },
      body: requestBytes(plan.spec),
    });
    if (response.ok && response.headers.get("Content-Type")?.startsWith("application/pdf"))
      return await response.blob();
  } catch {
    throw new BadFile("The server cannot be reached: try again");
  }
  if (response.status === 404) throw new BadFile("This server makes no stencils: ask for a newer one");
  throw new BadFile(refusalText(await response.text(), response.status));
}

/** refusalText is the sentence of an error of Connect, which is JSON with a message, in the words of the form. */
export function refusalText(body: string, status: number): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === "string" && message !== "") return inWords(message, /^(spec[\w.[\]]*): /.exec(message)?.[1]);
  } catch {
    // What is no JSON comes from a proxy, and is for its makers.
  }
  return `The server, or a proxy before it, answered with the status ${status} and no stencil`;
}
