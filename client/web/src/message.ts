/** What the server says of the plan, field by field: refusals, broken limits and warnings, in words. */
import { placeOf, ringName } from "./place.ts";
import type { Plan } from "./plan.ts";
import type { State } from "./store.ts";

export interface Message {
  /** An error refuses the plan, a warning does not. */
  readonly kind: "error" | "warning";
  /** Path of the field that it is about, as the contract writes it, such as "spec.spacing_um"; may be empty. */
  readonly field: string;
  /** Stable name of its kind, such as "HARD_LIMIT". */
  readonly reason: string;
  readonly text: string;
  /** Index of a point of the answer's grid that it is about. */
  readonly point?: number;
}

/** messages are those of the newest plan that the server looked at, errors first. */
export function messages(state: State): Message[] {
  const { refusal, answer } = state;
  if (refusal) {
    const { reason } = refusal;
    const breaches = refusal.breaches.map(({ field, text }): Message => ({ kind: "error", field, reason, text }));
    return breaches.length > 0 ? breaches : [{ kind: "error", field: refusal.field, reason, text: refusal.text }];
  }
  return (answer?.report.warnings ?? []).map(({ field, reason, text, breach }) => {
    const point = breach?.point === undefined ? undefined : Number(breach.point);
    return { kind: "warning", field, reason, text, point };
  });
}

/** A ring as texts of the server call it. */
const mention = /\b(?:spec\.)?outline\.(?:polygons|keep_outs)\[\d+\](?:\.(?:polygon|shell|holes\[\d+\]))*/g;

/** worded is the text of a message with the names of areas, keep-outs and fields in place of their paths. */
export function worded(plan: Plan, { field, text }: Message): string {
  const start = `${field}: `;
  const bare = text.startsWith(start) ? text.slice(start.length) : text;
  const named = bare.replace(mention, (found) => {
    const place = placeOf(found);
    return place ? ringName(plan, place.ring) : found;
  });
  return bare === text ? named : `${fieldName(plan, field)}: ${named}`;
}

/** fieldName is a path in words: "Spacing", "Area 1, vertex 17", "Dosing, mixture 0, amount". Counted from 0, as texts do. */
export function fieldName(plan: Plan, field: string): string {
  const place = placeOf(field);
  if (place) return ringName(plan, place.ring) + (place.vertex === null ? "" : `, vertex ${place.vertex}`);
  const words = field
    .replace(/^spec\.?/, "")
    .split(".")
    .map((part) => part.replace(/_(um|nl|mdeg|micro|permille|g)(?=\[|$)/, "").replace(/\[(\d+)\]/, " $1"))
    .map((part) => part.replaceAll("_", " "))
    .join(", ");
  return words === "" ? "The plan" : words.charAt(0).toUpperCase() + words.slice(1);
}
