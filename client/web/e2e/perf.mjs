/**
 * Measures the points' layer, and a drag on the page as a server serves it, in Chromium: node e2e/perf.mjs, with MESOGRIDD as
 * the URL of a mesogridd, and CHROMIUM as the browser's binary. Words after it choose: replace, move, play, drag, wire, many. The
 * machine should do nothing else.
 */
import { chromium } from "@playwright/test";
import { createServer } from "vite";
import { drag } from "./perf/drag.mjs";

const chosen = process.argv.slice(2);
const wanted = (what) => chosen.length === 0 || chosen.includes(what);
const tell = (what, figures) => console.log(what.padEnd(34), JSON.stringify(figures));

const server = process.env.MESOGRIDD ?? "http://127.0.0.1:7172";
const vite = await createServer({ server: { port: Number(process.env.PORT ?? 7313) }, logLevel: "error" });
await vite.listen();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  for (const deviceScaleFactor of [1, 2]) {
    const page = await browser.newPage({ viewport: { width: 1600, height: 900 }, deviceScaleFactor });
    page.on("pageerror", (error) => console.error(error));
    await page.goto(`${vite.resolvedUrls.local[0]}e2e/perf/`);
    await page.waitForFunction(() => window.perf);
    const run = (name, ...args) => page.evaluate(([name, args]) => window.perf[name](...args), [name, args]);
    const at = `, pixel ratio ${deviceScaleFactor}`;
    for (const n of [1e3, 1e5]) {
      if (wanted("replace")) tell(`replace ${n}${at}`, await run("replace", n, 60));
      for (const how of wanted("move") ? ["pan", "zoom"] : [])
        tell(`${how} ${n}${at}`, await run("move", how, n, 3_000));
      if (wanted("play")) tell(`play ${n}${at}`, await run("play", n, 3_000));
    }
    if (wanted("drag")) {
      const other = await browser.newPage({ viewport: { width: 1600, height: 900 }, deviceScaleFactor });
      tell(`drag${at}`, await drag(other, server, { vertices: 250, spacingUm: 2_950, ms: 5_000 }));
      await other.close();
    }
    if (deviceScaleFactor === 1) {
      for (const spacing of wanted("wire") ? [2_800, 276] : []) tell("wire", await run("wire", spacing));
      if (wanted("many")) tell("more than a message holds", await run("tooMany", 60));
    }
    await page.close();
  }
} finally {
  await browser.close();
  await vite.close();
}
