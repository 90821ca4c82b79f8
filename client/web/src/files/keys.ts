/** Keys that work wherever the focus is. */

export type Action = "undo" | "redo" | "open" | "save";

/** actionOf is what a key means; undefined: nothing to the whole page. */
export function actionOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">,
): Action | undefined {
  const { ctrlKey, metaKey, shiftKey, altKey } = event;
  if (ctrlKey === metaKey || altKey) return undefined;
  switch (`${shiftKey ? "shift " : ""}${event.key.toLowerCase()}`) {
    case "z":
      return "undo";
    case "shift z":
    case "y":
      return "redo";
    case "o":
      return "open";
    case "s":
      return "save";
  }
  return undefined;
}

/** hasOwnUndo says that the focus is where text is typed: there the browser's own undo is meant. */
export function hasOwnUndo(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement) return !element.readOnly;
  if (element instanceof HTMLInputElement) {
    const typed = ["text", "search", "number", "url", "email", "tel", "password"];
    return !element.readOnly && typed.includes(element.type);
  }
  return element instanceof HTMLElement && element.isContentEditable;
}
