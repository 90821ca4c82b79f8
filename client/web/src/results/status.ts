/** What there is to see, in one line: the grid of the plan, an older one, or none, and why. */
import { Code, type Refusal } from "@mesogrid/client";
import { isOfPlan, type Message, worded } from "../message.ts";
import { isEmpty, outlineOf } from "../plan/plan.ts";
import type { State } from "../store.ts";
import { mL, things } from "./amount.ts";

export interface Status {
  readonly kind: "empty" | "current" | "computing" | "refused" | "unreachable" | "overloaded" | "failed";
  readonly text: string;
  /** What is shown nevertheless; may be empty. */
  readonly shown: string;
}

/** statusOf tells what is shown. Until the server is slow, the plan counts as what the last answer or refusal says. */
export function statusOf(state: State): Status {
  const { plan, answer, refusal, slow } = state;
  if (isEmpty(plan)) return { kind: "empty", text: "Draw an area or open an example.", shown: "" };
  const kind = refusal ? kindOf(refusal) : slow || !answer ? "computing" : "current";
  const shown = isOld(state) ? stillShown(state) : "";
  switch (kind) {
    case "unreachable":
      return { kind, text: "The server does not answer; asked again every 2 s.", shown };
    case "overloaded":
      return { kind, text: `The server has too much to do; asked again in ${seconds(refusal?.retryAfter)}.`, shown };
    case "failed":
      return { kind, text: `The server failed: ${refusal?.text}`, shown };
    case "refused":
      return slow ? { kind: "computing", text: "Computing…", shown } : { kind, text: "Refused", shown };
    case "computing":
      return { kind, text: "Computing…", shown };
    default:
      return { kind: "current", text: `Up to date${warned(answer?.report.warnings.length ?? 0)}`, shown: "" };
  }
}

function warned(n: number): string {
  return n > 0 ? `, with ${things(n, "warning", "warnings")}` : "";
}

/** isOld says that the grid that is shown is not the plan's, and that none of the plan is about to come at once. */
export function isOld({ plan, answer, refusal, slow }: State): boolean {
  return (refusal !== null || slow) && answer?.plan !== plan;
}

function kindOf(refusal: Refusal): Status["kind"] {
  if (isOfPlan(refusal)) return "refused";
  if (refusal.code === Code.ResourceExhausted) return "overloaded";
  return refusal.code === Code.Unavailable ? "unreachable" : "failed";
}

function stillShown({ plan, answer }: State): string {
  if (!answer) return "No grid is shown.";
  const changed = outlineOf(answer.plan) === outlineOf(plan) ? "of earlier parameters" : "of an earlier outline";
  return `The grid shown is the last good one, ${changed}.`;
}

function seconds(ms = 2_000): string {
  return `${Math.max(1, Math.ceil(ms / 1_000))} s`;
}

/** wouldBe is what a plan beyond a hard limit would have come to; empty for any other. */
export function wouldBe({ refusal }: State): string {
  const header = refusal?.header;
  if (!header) return "";
  return `It would have ${things(header.key?.pointCount ?? 0n, "point", "points")} and ${mL(header.totalVolumeNl)} mL in all.`;
}

/** heard is the line for people who hear it: all of a refusal, but nothing that changes while a shape is dragged. */
export function heard(state: State, status: Status, said: readonly Message[]): string {
  const first = said[0];
  if (status.kind === "current") return "Up to date";
  if (status.kind !== "refused" || !first) return status.text;
  const more = said.length > 1 ? ` (and ${said.length - 1} more)` : "";
  return `Refused: ${worded(state.plan, first).replace(/\.$/, "")}${more}. ${status.shown}`.trim();
}
