/** The toolbar of the plan: undo and redo, files, exports, help, and the keys for them. */
import "../style/actions.css";
import { h } from "../dom.ts";
import { newPlan, outlineOf, type Plan, withOutline } from "../plan/plan.ts";
import type { Store } from "../store.ts";
import { roving } from "../toolbar.ts";
import { showDialog } from "./dialog.ts";
import { download, fileName } from "./download.ts";
import { type Example, examples } from "./examples.ts";
import { exportItems } from "./exports.ts";
import { areaOf } from "./geojson/read.ts";
import { writeArea } from "./geojson/write.ts";
import { showHelp } from "./help.ts";
import { BadFile } from "./json.ts";
import { readJson } from "./json_reader.ts";
import { actionOf, hasOwnUndo } from "./keys.ts";
import { menuButton } from "./menu.ts";
import { accepted, mountDrop, openFiles } from "./open.ts";

/** mountActions fills the toolbar; url is that of the server, and blank the plan that New begins with. */
export function mountActions(root: HTMLElement, store: Store, { url, blank }: { url: string; blank: Plan }): void {
  const open = async (files: File[]) => {
    try {
      await openFiles(store, files);
    } catch (error) {
      if (!(error instanceof BadFile)) throw error;
      showDialog("The file was not opened", h("p", {}, error.message));
    }
  };
  const picker = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    accept: accepted,
    "aria-label": "File to open",
  });
  picker.addEventListener("change", () => {
    const files = [...(picker.files ?? [])];
    picker.value = ""; // the same file again is a change too
    void open(files);
  });
  mountDrop((files) => void open(files));

  const start = () => {
    store.edit("new plan", () => blank);
    store.view({ ...unmarked, notice: "A new plan. Undo brings back the last one." });
  };
  const save = () => {
    const { plan } = store.state;
    if (outlineOf(plan).polygons.length === 0) {
      store.view({ notice: "There is no area to save yet: draw or open one first." });
      return;
    }
    const name = fileName(plan, ".geojson");
    download(name, writeArea(plan), "application/geo+json");
    store.view({
      notice: `Saved the outline as ${name}. Parameters and fixed points are not in it: export the whole plan to keep them.`,
    });
  };
  const acts = {
    undo: () => {
      const { undoLabel } = store.state;
      store.undo();
      if (undoLabel) store.view({ notice: `Undone: ${undoLabel}.` });
    },
    redo: () => {
      const { redoLabel } = store.state;
      store.redo();
      if (redoLabel) store.view({ notice: `Done again: ${redoLabel}.` });
    },
    open: () => picker.click(),
    save,
  };

  const button = (text: string, onclick: () => void, title?: string) =>
    h("button", { type: "button", onclick, title }, text);
  const undo = button("Undo", acts.undo);
  const redo = button("Redo", acts.redo);
  const saveButton = button("Save", save, "Save the outline as GeoJSON (Ctrl+S)");
  root.append(
    undo,
    redo,
    h("span", { class: "gap" }),
    button("New", start, "Begin a new plan"),
    button("Open…", acts.open, "Open an outline, a request or a photograph (Ctrl+O)"),
    menuButton(
      "Examples",
      examples.map((example) => ({ text: example.name, choose: () => void show(store, example) })),
    ),
    saveButton,
    menuButton("Export", exportItems(store, url)),
    h("span", { class: "gap" }),
    button("Help", showHelp),
    picker,
  );
  roving(root);

  store.listen(({ undoLabel, redoLabel, plan }) => {
    name(undo, "Undo", undoLabel, "Ctrl+Z");
    name(redo, "Redo", redoLabel, "Ctrl+Shift+Z");
    disable(saveButton, outlineOf(plan).polygons.length === 0);
  });

  addEventListener("keydown", (event) => {
    const action = actionOf(event);
    // A dialog is about one thing, and the page behind it does not change.
    if (!action || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if ((action === "undo" || action === "redo") && hasOwnUndo(document.activeElement)) return;
    event.preventDefault();
    acts[action]();
  });
}

/** Marks in a plan that is gone. */
const unmarked = { tool: "select", ring: null, vertex: null, hover: null, shown: null } as const;

async function show(store: Store, { name, url, spec }: Example): Promise<void> {
  let text: string;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    text = await response.text();
  } catch {
    store.view({ notice: "The example could not be fetched from the server: try again." });
    return;
  }
  const { polygons, keepOuts, names } = areaOf(readJson(text));
  store.edit("open an example", () => withOutline(newPlan(spec), { polygons, keepOuts }, names));
  store.view({ ...unmarked, notice: `Opened the example “${name}”.` });
}

/** name tells what a press would do, such as "Undo move vertex"; the button stays where it is and keeps the focus. */
function name(button: HTMLElement, verb: string, label: string, key: string): void {
  button.setAttribute("aria-label", `${verb} ${label}`.trim());
  button.title = label === "" ? `Nothing to ${verb.toLowerCase()}` : `${verb} ${label} (${key})`;
  disable(button, label === "");
}

function disable(button: HTMLElement, disabled: boolean): void {
  button.setAttribute("aria-disabled", String(disabled));
}
