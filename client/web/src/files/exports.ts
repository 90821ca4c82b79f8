/** What the export menu has: each makes a file, or a line for a shell, of the plan and its grid as they stand. */

import { h } from "../dom.ts";
import { isEmpty } from "../plan/plan.ts";
import type { Answer, Store } from "../store.ts";
import { showDialog } from "./dialog.ts";
import { download, fileName } from "./download.ts";
import { type CommandLine, commandLines } from "./export/commandline.ts";
import { pointsCsv, pointsGeojson } from "./export/points.ts";
import { notReady } from "./export/ready.ts";
import { deviceBytes, requestJson } from "./export/request.ts";
import { type Paper, stencil } from "./export/stencil.ts";
import { svg } from "./export/svg.ts";
import { BadFile } from "./json.ts";
import type { Item } from "./menu.ts";

/** exportItems are for the server at a URL. */
export function exportItems(store: Store, url: string): Item[] {
  const save = (rest: string, content: BlobPart, type: string) => {
    const name = fileName(store.state.plan, rest);
    download(name, content, type);
    store.view({ notice: `Saved ${name}.` });
  };
  /** ofGrid is an item that a grid of another plan would not do for. */
  const ofGrid = (
    text: string,
    needs: { points?: boolean; volume?: boolean },
    make: (answer: Answer) => void,
  ): Item => ({
    text,
    why: () => notReady(store.state, needs),
    choose: () => make(store.state.answer!),
  });
  const ofPlan = (text: string, choose: () => void): Item => ({
    text,
    why: () => (isEmpty(store.state.plan) ? "There is no area yet: draw or open one first" : ""),
    choose,
  });
  const paper = (size: Paper, text: string) =>
    ofGrid(`Stencil at 1:1 on ${text} (PDF)`, {}, (answer) => void printed(store, answer, size, url, save));

  return [
    ofGrid("Points (CSV)", { points: true }, (a) => save("-points.csv", pointsCsv(a), "text/csv")),
    ofGrid("Points (GeoJSON)", { points: true }, (a) =>
      save("-points.geojson", pointsGeojson(a), "application/geo+json"),
    ),
    ofGrid("Drawing at 1:1 (SVG)", { points: true }, (a) => save(".svg", svg(a), "image/svg+xml")),
    paper("a4", "A4"),
    paper("letter", "letter"),
    ofGrid("Request for a device (binary)", { volume: true }, (a) =>
      save("-request.binpb", deviceBytes(a), "application/octet-stream"),
    ),
    ofPlan("Whole plan as a request (JSON)", () =>
      save("-request.json", requestJson(store.state.plan.spec), "application/json"),
    ),
    ofPlan("Command lines…", () => {
      const { plan } = store.state;
      showLines(commandLines(plan.spec, url, fileName(plan, "-request.json")));
    }),
  ];
}

async function printed(
  store: Store,
  answer: Answer,
  paper: Paper,
  url: string,
  save: (rest: string, content: BlobPart, type: string) => void,
): Promise<void> {
  store.view({ notice: "The server draws the stencil…" });
  try {
    const pdf = await stencil(answer, paper, url);
    if (store.state.plan !== answer.plan) {
      store.view({ notice: "The plan changed while its stencil was drawn: export it again." });
      return;
    }
    save(`-stencil-${paper}.pdf`, pdf, "application/pdf");
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    store.view({ notice: "There is no stencil." });
    showDialog("No stencil was made", h("p", {}, error.message));
  }
}

function showLines(lines: CommandLine[]): void {
  const parts = lines.map(({ program, text, note }, i) => {
    const id = `line-${i}`;
    const area = h("textarea", { id, readonly: true, rows: "5", spellcheck: "false" }, text);
    const told = h("span", { role: "status" });
    const copy = h("button", { type: "button", onclick: () => void copied(area, told) }, "Copy");
    return [
      h("label", { for: id }, `With ${program}`),
      area,
      h("div", { class: "row" }, copy, told),
      note && h("p", { class: "hint" }, note),
    ];
  });
  showDialog(
    "Command lines for this grid",
    h(
      "p",
      {},
      "For a POSIX shell, such as sh, bash or zsh. The same request gives the same grid from every server of one revision.",
    ),
    ...parts.flat().filter((part) => part !== ""),
  );
}

/** copied uses the clipboard; a page over plain http from another machine has none, and leaves it to the person. */
async function copied(area: HTMLTextAreaElement, told: HTMLElement): Promise<void> {
  area.focus();
  area.select();
  try {
    await navigator.clipboard.writeText(area.value);
    told.textContent = "Copied.";
  } catch {
    told.textContent = "It is selected: copy it with Ctrl+C or Cmd+C.";
  }
}
