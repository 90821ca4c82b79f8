/** What the server says of the plan, field by field: refusals, broken limits and warnings, in words. */
import { Code, type Refusal } from "@mesogrid/client";
import { inWords } from "./form/paths.ts";
import { type Place, placeOf, ringName } from "./plan/place.ts";
import type { Plan, RingPlace } from "./plan/plan.ts";
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

/** isOfPlan says that a refusal is about the plan: not that the server is away, has too much to do or has failed. */
export function isOfPlan({ code, reason }: Refusal): boolean {
  switch (code) {
    case Code.InvalidArgument:
    case Code.FailedPrecondition:
    case Code.NotFound: // a protocol of another server
      return true;
    case Code.ResourceExhausted:
      return reason !== "OVERLOADED";
    default:
      return false;
  }
}

/** messages are those of the newest plan that the server looked at, errors first. */
export function messages(state: State): Message[] {
  const { refusal, answer } = state;
  if (refusal && !isOfPlan(refusal)) return [];
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

/** A ring as texts of the server call it, and polygons or keep-outs of a list that the field is of. */
const mention = /\b(?:spec\.)?outline\.(?:polygons|keep_outs)\[\d+\](?:\.(?:polygon|shell|holes\[\d+\]))*/g;
const indices = /\bindex \d+(?:, \d+)*/g;
/** A polygon or keep-out by its index, as the server tells why a fixed point is none of the region. */
const numbered = /\b(?:(polygon)|keep-out) (\d+)(?: \("(?:[^"\\]|\\.)*"\))?/g;

/** worded is the text of a message in the words of the page: with the names of areas, keep-outs and fields for paths. */
export function worded(plan: Plan, { field, text }: Message): string {
  const place = placeOf(field);
  const start = `${field}: `;
  const called = (found: string, of: RingPlace["of"], index: number) =>
    nameOf(plan, { ring: { of, index, ring: 0 }, vertex: null }, found);
  const named = (bare: string) =>
    bare
      .replace(mention, (found) => nameOf(plan, placeOf(found), found))
      .replace(numbered, (found, polygon, index) => called(found, polygon ? "polygon" : "keepOut", Number(index)));
  if (!place)
    return text.startsWith(start) ? inWords(start + named(text.slice(start.length)), field) : inWords(named(text));
  const listed = (found: string) =>
    found
      .slice("index ".length)
      .split(", ")
      .map((i) => called(i, place.ring.of, Number(i)))
      .join(", ");
  if (!text.startsWith(start)) return inWords(named(text).replace(indices, listed));
  return `${nameOf(plan, place, field)}: ${named(text.slice(start.length))}`;
}

/** nameOf is a ring, and a vertex of it, by name. Vertices are counted from 0, as texts of the server count them. */
function nameOf(plan: Plan, place: Place | null, otherwise: string): string {
  if (!place) return otherwise;
  return ringName(plan, place.ring) + (place.vertex === null ? "" : `, vertex ${place.vertex}`);
}
