/** Builds mesogridd from this tree, with the page as it was built last, and serves it on free ports for all tests. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./root.ts";

/** Where tests find the server: host:port of native gRPC, and the URL of the page. */
export const grpcOf = "MESOGRID_E2E_GRPC";
export const pageOf = "MESOGRID_E2E_PAGE";

export default async function serve(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "mesogrid-e2e-"));
  const program = join(folder, "mesogridd");
  execFileSync("go", ["build", "-o", program, "./server/mesogridd"], { cwd: root, stdio: "inherit" });
  const daemon = spawn(program, ["--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--reflection"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => daemon.once("close", () => resolve()));
  const stop = async () => {
    daemon.kill();
    await ended;
    rmSync(folder, { recursive: true });
  };
  let log = "";
  daemon.stderr.setEncoding("utf8");
  const served = new Promise<void>((resolve) => {
    daemon.stderr.on("data", (text: string) => {
      log += text;
      process.env[grpcOf] = /listening addr=(\S+) for=gRPC/.exec(log)?.[1];
      process.env[pageOf] = /"planning page" url=(\S+)\n/.exec(log)?.[1];
      if (log.includes("planning page") && log.endsWith("\n")) resolve();
    });
  });
  await Promise.race([served, ended]);
  if (daemon.exitCode !== null) throw new Error(`mesogridd ended:\n${log}`);
  return stop;
}
