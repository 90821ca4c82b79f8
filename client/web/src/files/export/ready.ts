/** When a grid may be exported: never one that is not of the plan as it stands. */
import { isEmpty } from "../../plan/plan.ts";
import type { State } from "../../store.ts";

/** notReady says why the grid cannot be exported now; empty: it can. */
export function notReady(state: State, needs: { points?: boolean; volume?: boolean } = {}): string {
  const { plan, answer, refusal, busy } = state;
  if (isEmpty(plan)) return "There is no area yet: draw or open one first";
  if (answer?.plan !== plan) {
    if (busy) return "The grid of this plan is still being computed";
    return refusal ? "The plan has no grid: see what the results say" : "The grid of this plan is not here yet";
  }
  const points = answer.header.key?.pointCount ?? 0n;
  if (points === 0n) return "The grid has no point";
  if (needs.points && answer.omitted)
    return "The grid has more points than the page fetches: run the command line instead";
  if (needs.volume && answer.header.totalVolumeNl === 0n) {
    return "The plan has no volume, and a device would give points of nothing: set one";
  }
  return "";
}
