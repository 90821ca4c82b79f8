/** The toolbar of the drawing, and the line that says what its tool does next. */
import { h } from "../dom.ts";
import { mirrored } from "../plan/mirror.ts";
import { removeRing } from "../plan/shapes.ts";
import type { Tool } from "../store.ts";
import { roving } from "../toolbar.ts";
import type { Handler, Scene } from "./scene.ts";

/** A tool, what its button says, and its whole name where that is longer. */
const buttons: [tool: Tool, text: string, name?: string][][] = [
  [["select", "Select"]],
  [
    ["area", "Area"],
    ["hole", "Hole"],
    ["keepOut", "Keep-out"],
  ],
  [
    ["insert", "Insert", "Insert vertex"],
    ["delete", "Delete", "Delete vertex"],
  ],
  [
    ["move", "Move"],
    ["rotate", "Rotate"],
  ],
  [
    ["fixed", "Fixed point"],
    ["origin", "Origin"],
  ],
];

/** What keys do to a drawing that has begun, for those who have none. */
const sketchKeys: [string, string][] = [
  ["Enter", "Finish"],
  ["Backspace", "Take back"],
  ["Escape", "Cancel"],
];

/** mountTools fills the toolbar; what it gives back follows the tool of now and what it has begun. */
export function mountTools(root: HTMLElement, board: HTMLElement, scene: Scene, handler: () => Handler): () => void {
  const { store } = scene;
  const tools = new Map<Tool, HTMLButtonElement>();
  for (const group of buttons) {
    const span = h("span", { class: "tools" });
    for (const [tool, text, name] of group) {
      const onclick = () => store.view({ tool, notice: "" });
      const button = h("button", { type: "button", "aria-label": name, title: name, onclick }, text);
      tools.set(tool, button);
      span.append(button);
    }
    root.append(span);
  }
  const snap = h("button", { type: "button", onclick: () => store.view({ snap: !store.state.snap }) }, "Snap");
  const button = (text: string, name: string, onclick: () => void) =>
    h("button", { type: "button", "aria-label": name, title: name, onclick }, text);
  const mirrorButton = button("Mirror", "Mirror left and right", () => mirror(scene));
  const remove = button("Remove", "Remove what is selected", () => removeSelected(scene));
  tools.get("rotate")?.after(mirrorButton, remove);
  root.append(h("span", { class: "tools" }, snap));
  const hint = h("p", { id: "hint", role: "status" });
  root.after(hint);
  const sketching = h("div", { class: "sketching", role: "group", "aria-label": "Drawing", hidden: true });
  for (const [key, text] of sketchKeys) {
    const press = () => {
      handler().key?.(new KeyboardEvent("keydown", { key }));
      board.focus();
    };
    sketching.append(h("button", { type: "button", onclick: press }, text));
  }
  board.append(sketching);

  store.listen(({ tool, snap: on }) => {
    for (const [name, button] of tools) button.setAttribute("aria-pressed", String(name === tool));
    snap.setAttribute("aria-pressed", String(on));
  });
  roving(root);
  return () => {
    const text = handler().hint();
    if (hint.textContent !== text) hint.textContent = text;
    sketching.hidden = scene.sketch.length === 0;
  };
}

function mirror(scene: Scene): void {
  const before = scene.store.state.plan;
  scene.edit("mirror", mirrored);
  if (scene.store.state.plan === before) scene.say("Draw an area first, then mirror it.");
}

function removeSelected(scene: Scene): void {
  const { ring } = scene.store.state;
  if (!ring) {
    scene.say("Select an area, a hole or a keep-out first, then remove it.");
    return;
  }
  const what = ring.of === "keepOut" ? "keep-out" : "area";
  scene.edit(`remove ${ring.ring > 0 ? "hole" : what}`, (plan) => removeRing(plan, ring));
  scene.store.view({ ring: null, vertex: null });
}
