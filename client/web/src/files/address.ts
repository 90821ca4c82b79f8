/** Keeps the plan's parameters in the fragment of the address, so that a link holds them; what is drawn is not in it. */

import type { Plan } from "../plan/plan.ts";
import { startPlan } from "../plan/start.ts";
import type { Store } from "../store.ts";
import { fromFragment, parametersOf, toFragment } from "./fragment.ts";

/** Browsers refuse addresses that change too often, ms. */
const wait = 250;

/** planOf is the plan with the parameters of a fragment in place of its own, and what of them could not be read. */
export function planOf(plan: Plan, fragment: string): { plan: Plan; notice: string } {
  const { spec, problems } = fromFragment(fragment);
  const read = { ...plan, spec: parametersOf(spec, plan.spec), thawed: null };
  const notice = problems.length === 0 ? "" : `Left out of the address: ${problems.join("; ")}.`;
  return { plan: read, notice };
}

/**
 * startOf is the plan that the page begins with: the one that the tab kept, or a new one, with the parameters of the address
 * where it has some.
 */
export function startOf(kept: Plan | null, fragment: string): { plan: Plan; notice: string } {
  const plan = kept ?? startPlan;
  const said = fragment.replace(/^#/, "");
  return !said.includes("=") || said === toFragment(plan.spec) ? { plan, notice: "" } : planOf(plan, said);
}

/** mountAddress writes the address after edits, and takes another one that is entered or followed. */
export function mountAddress(store: Store): void {
  let written = toFragment(store.state.plan.spec);
  let waiting = false;
  store.listen(({ plan }, before) => {
    if (plan === before.plan || waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      const fragment = toFragment(store.state.plan.spec);
      if (fragment === written) return;
      written = fragment;
      history.replaceState(history.state, "", fragment === "" ? location.pathname + location.search : `#${fragment}`);
    }, wait);
  });
  addEventListener("hashchange", () => {
    const fragment = location.hash;
    // What was written by the page is its plan already; #results and the like are places in it.
    if (fragment.slice(1) === toFragment(store.state.plan.spec) || !fragment.includes("=")) return;
    const { plan, notice } = planOf(store.state.plan, fragment);
    store.edit("take the address's parameters", () => plan);
    store.view({ notice });
  });
}
