/** What the page is, where its data go, and its keys. */

import { h } from "../dom.ts";
import { showDialog } from "./dialog.ts";

const keys: readonly [string, string][] = [
  ["Ctrl+Z", "Undo; in a text field it undoes what is typed there"],
  ["Ctrl+Shift+Z or Ctrl+Y", "Redo"],
  ["Ctrl+O", "Open an outline, a request or a photograph"],
  ["Ctrl+S", "Save the outline"],
  ["Tab and Shift+Tab", "Go from control to control; the drawing is one of them"],
  ["F1", "In a field with a question mark: show and hide what it means"],
  ["Arrows, Home and End", "In a toolbar: go from button to button"],
  ["Plus, minus, 0 and arrows", "In the drawing: zoom, show the whole plan, move the view"],
  ["Page Up and Page Down", "In the drawing: go from vertex to vertex; arrows then move the vertex, Delete removes it"],
  ["Escape", "End a tool, close a menu or a dialog"],
];

export function showHelp(): void {
  showDialog(
    "Help",
    h(
      "p",
      {},
      "mesogrid plans injection grids: you give the area and the parameters, and the server answers with points, volumes and doses.",
    ),
    h(
      "p",
      {},
      "It is not a medical device. Protocols are reference data, to be approved by the site that uses them, and no dose is right by itself: that is the practitioner's to say.",
    ),
    h("h3", {}, "Where your data go"),
    h(
      "ul",
      {},
      h(
        "li",
        {},
        "The plan (outline, names of keep-outs and points, parameters) goes to the mesogrid server that this page came from, with every change. The server computes with it, and stores nothing of it.",
      ),
      h("li", {}, "Names of areas and photographs never leave this browser. A photograph only lies under the drawing."),
      h(
        "li",
        {},
        "The plan is kept in this tab until the tab is closed, so a reload does not lose it; the photograph and the steps of undo are lost. Save what you want to keep.",
      ),
      h(
        "li",
        {},
        "The address of the page holds the parameters: not the drawing, the fixed points, the body mass or the doses given before.",
      ),
    ),
    h("h3", {}, "Files"),
    h(
      "p",
      {},
      "Open takes GeoJSON in planar millimetres, x to the right and y up, not longitude and latitude. A feature whose role is “keep-out” gets no point; margin_mm is the least distance from it. It also takes a request in JSON, which brings all parameters, and a photograph (PNG, JPEG or WebP). You may drop files anywhere on the page.",
    ),
    h(
      "p",
      {},
      "Save writes the outline with its names and margins as GeoJSON. To keep parameters and fixed points too, export the whole plan as a request, which has no names of areas. Numbers are taken exactly and rounded half up to micrometres.",
    ),
    h("h3", {}, "Keys"),
    h("p", {}, "On a Mac, Cmd does what Ctrl does."),
    h("dl", { class: "keys" }, ...keys.flatMap(([key, does]) => [h("dt", {}, key), h("dd", {}, does)])),
  );
}
