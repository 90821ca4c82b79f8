/** What the server says of the plan, field by field: refusals, broken limits and warnings, in words. */
import type { State } from "./store.ts";

export interface Message {
  /** An error refuses the plan, a warning does not. */
  readonly kind: "error" | "warning";
  /** Path of the field that it is about, as the contract writes it, such as "spec.spacing_um"; may be empty. */
  readonly field: string;
  /** Stable name of its kind, such as "HARD_LIMIT". */
  readonly reason: string;
  readonly text: string;
}

/** messages are those of the newest plan that the server looked at, errors first. */
export function messages(state: State): Message[] {
  const { refusal, answer } = state;
  if (refusal) {
    const { reason } = refusal;
    const breaches = refusal.breaches.map(({ field, text }): Message => ({ kind: "error", field, reason, text }));
    return breaches.length > 0 ? breaches : [{ kind: "error", field: refusal.field, reason, text: refusal.text }];
  }
  return (answer?.report.warnings ?? []).map(({ field, reason, text }) => ({ kind: "warning", field, reason, text }));
}
