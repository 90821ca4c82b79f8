/** The line above the results: whether what is shown is the plan, and if not, why. */
import "../style/banner.css";
import { byId, h } from "../dom.ts";
import { type Message, messages } from "../message.ts";
import type { State, Store } from "../store.ts";
import { type FocusField, Notes } from "./notes.ts";
import { Quiet } from "./quiet.ts";
import { heard, type Status, statusOf, wouldBe } from "./status.ts";

/** The line is marked by a sign as well as a colour. */
const signs: Record<Status["kind"], string> = {
  empty: "○",
  current: "✓",
  computing: "…",
  refused: "✕",
  unreachable: "!",
  overloaded: "!",
  failed: "!",
};

interface Ways {
  readonly focusField: FocusField;
  /** Asks the server at once. */
  readonly askNow: () => void;
}

export function mountBanner(root: HTMLElement, store: Store, { focusField, askNow }: Ways): void {
  const sign = h("span", { class: "sign", "aria-hidden": "true" });
  const text = h("span");
  const reason = h("code");
  const again = h("button", { type: "button", onclick: askNow }, "Ask now");
  const shown = h("p", { class: "shown" });
  const would = h("p", { class: "would" });
  const notes = new Notes(store, focusField);
  const quiet = new Quiet();
  const line = h("p", { class: "line" }, sign, text, reason, again);
  root.append(line, notes.element, would, shown, quiet.element);

  function show(state: State): void {
    const status = statusOf(state);
    if (status.kind === "computing" && !state.slow) return;
    const said: Message[] =
      state.refusal && (status.kind === "refused" || status.kind === "computing") ? messages(state) : [];
    root.className = status.kind;
    set(sign, signs[status.kind]);
    set(text, status.text);
    set(reason, state.refusal && status.kind === "refused" ? state.refusal.reason : "");
    const held = document.activeElement === again;
    again.hidden = !["unreachable", "overloaded", "failed"].includes(status.kind);
    if (held && again.hidden) byId("results").focus();
    notes.set(state.plan, said);
    set(would, said.length > 0 ? wouldBe(state) : "");
    set(shown, status.shown);
    quiet.say(heard(state, status, said));
  }

  store.listen(show);
}

function set(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
