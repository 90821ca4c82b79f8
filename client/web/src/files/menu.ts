/** A button that opens a menu: a popover, so that Escape and a click elsewhere close it and focus comes back. */
import { h } from "../dom.ts";

export interface Item {
  readonly text: string;
  /** Why it cannot be chosen now; empty: it can. */
  readonly why?: () => string;
  readonly choose: () => void;
}

let menus = 0;

/** menuButton is the button and its menu. What cannot be chosen stays in reach, and says why. */
export function menuButton(text: string, items: readonly Item[]): HTMLElement {
  const id = `menu-${++menus}`;
  const rows = items.map((item) => {
    const why = h("small", { class: "why" });
    const row = h("button", { type: "button", role: "menuitem", tabindex: "-1" }, h("span", {}, item.text), why);
    row.addEventListener("click", () => {
      if (item.why?.()) return;
      menu.hidePopover();
      item.choose();
    });
    return { item, row, why };
  });
  const menu = h(
    "div",
    { id, role: "menu", popover: "auto", class: "menu", "aria-label": text },
    ...rows.map((r) => r.row),
  );
  const button = h(
    "button",
    { type: "button", popovertarget: id, "aria-haspopup": "menu", "aria-expanded": "false" },
    text,
    h("span", { "aria-hidden": "true", class: "arrow" }, " ▾"),
  );
  menu.addEventListener("beforetoggle", (event) => {
    if ((event as ToggleEvent).newState !== "open") return;
    for (const { item, row, why } of rows) {
      why.textContent = item.why?.() ?? "";
      row.setAttribute("aria-disabled", String(why.textContent !== ""));
    }
  });
  menu.addEventListener("toggle", (event) => {
    const open = (event as ToggleEvent).newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    place(menu, button);
    rows[0]?.row.focus();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    menu.showPopover();
  });
  menu.addEventListener("keydown", (event) => {
    const at = rows.findIndex(({ row }) => row === document.activeElement);
    const last = rows.length - 1;
    const keys: Record<string, number> = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const to = keys[event.key] ?? letterAfter(at, event.key);
    if (event.key === "Tab") menu.hidePopover();
    else if (to !== undefined) {
      event.preventDefault();
      rows[to]!.row.focus();
    }
  });

  /** letterAfter is the next item that begins with a letter. */
  function letterAfter(at: number, key: string): number | undefined {
    if (key.length !== 1 || key === " ") return undefined;
    const order = rows.map((_, i) => (at + 1 + i) % rows.length);
    return order.find((i) => items[i]!.text.toLowerCase().startsWith(key.toLowerCase()));
  }
  return h("span", { class: "menu-button" }, button, menu);
}

/** place puts the menu below its button, within the window. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const { left, bottom } = button.getBoundingClientRect();
  const room = document.documentElement.clientWidth - menu.offsetWidth - 8;
  menu.style.left = `${Math.max(8, Math.min(left, room))}px`;
  menu.style.top = `${bottom + 4}px`;
}
