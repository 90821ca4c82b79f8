/** Modal dialogs: native ones, which keep focus, close by Escape and give focus back. */
import { h } from "../dom.ts";

let dialogs = 0;

/** showDialog opens a dialog with a title; it is gone once it is closed. */
export function showDialog(title: string, ...content: (Node | string)[]): void {
  const id = `dialog-${++dialogs}`;
  const dialog = h(
    "dialog",
    { class: "sheet-dialog", "aria-labelledby": id },
    h("h2", { id }, title),
    // It scrolls where the window is small: so the keyboard has to reach it.
    h("div", { class: "content", tabindex: "0", role: "region", "aria-labelledby": id }, ...content),
    h("form", { method: "dialog" }, h("button", { autofocus: true }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
