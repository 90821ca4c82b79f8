/**
 * Keeps the plan in the tab: a reload, or a way back to the page, does not lose what was drawn. It is written to the
 * session's storage, which ends with the tab and goes nowhere; the photograph and the steps of undo are not in it.
 */
import { create, fromJson, type JsonValue, toJson } from "@bufbuild/protobuf";
import { type GridSpec, GridSpecSchema } from "@mesogrid/client";
import { newPlan, type Plan, type Thawed } from "../plan/plan.ts";
import type { Store } from "../store.ts";
import { formed } from "./plan_form.ts";

/** Name and form of what is kept; another form gets another name. */
const key = "mesogrid.plan.1";

/** How long after an edit the plan is written at the latest, ms. */
const wait = 500;

interface Kept {
  spec: JsonValue;
  names: string[];
  thawed: JsonValue | null;
}

/** planText is the plan without its photograph. */
export function planText({ spec, names, thawed }: Plan): string {
  const json = (s: GridSpec) => toJson(GridSpecSchema, s, { useProtoFieldName: true });
  const kept: Kept = { spec: json(spec), names: [...names], thawed: thawed && json(create(GridSpecSchema, thawed)) };
  return JSON.stringify(kept);
}

/** planFromText throws an error where the text is not one of planText. */
export function planFromText(text: string): Plan {
  const { spec, names, thawed } = JSON.parse(text) as Kept;
  if (!Array.isArray(names) || names.some((name) => typeof name !== "string")) throw new Error("names are no texts");
  return { ...newPlan(formed(fromJson(GridSpecSchema, spec)), names), thawed: thawedOf(thawed) };
}

function thawedOf(kept: JsonValue | null): Thawed | null {
  if (kept === null) return null;
  const { placement, angleMdeg } = fromJson(GridSpecSchema, kept);
  return { placement, angleMdeg };
}

/** keptPlan is the plan of the tab; null: it has none. */
export function keptPlan(): { plan: Plan | null; notice: string } {
  try {
    const text = sessionStorage.getItem(key);
    return { plan: text === null ? null : planFromText(text), notice: "" };
  } catch {
    forget();
    return { plan: null, notice: "The plan that this tab kept could not be read: the page starts anew." };
  }
}

/** mountKeep writes each new plan, soon after the edit or when the page is left. */
export function mountKeep(store: Store): void {
  let timer = 0;
  const write = () => {
    if (timer === 0) return;
    clearTimeout(timer);
    timer = 0;
    try {
      sessionStorage.setItem(key, planText(store.state.plan));
    } catch {
      // What stood there is of an earlier plan, and would come back as if it were this one.
      forget();
      store.view({ notice: "This plan is too large to be kept in the tab: save it before you leave the page." });
    }
  };
  store.listen(({ plan }, before) => {
    if (plan !== before.plan) timer ||= window.setTimeout(write, wait);
  });
  addEventListener("pagehide", write);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && write());
}

function forget(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // There is no storage: nothing was kept.
  }
}
