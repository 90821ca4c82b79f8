import { create } from "@bufbuild/protobuf";
import { Code, GridHeaderSchema, GridReportSchema, type Refusal } from "@mesogrid/client";
import { expect, test } from "vitest";
import { emptyPlan, newPlan, withSpec } from "../src/plan/plan.ts";
import { addArea } from "../src/plan/shapes.ts";
import { heard, isOld, statusOf, wouldBe } from "../src/results/status.ts";
import type { Answer, State } from "../src/store.ts";

const drawn = addArea(newPlan({}), [
  { x: 0, y: 0 },
  { x: 1000, y: 0 },
  { x: 0, y: 1000 },
]);
const none = { x: new Int32Array(), y: new Int32Array(), volume: new Uint32Array(), omitted: false };
const answer: Answer = {
  plan: drawn,
  header: create(GridHeaderSchema, {}),
  report: create(GridReportSchema, {}),
  ...none,
};
const state = (change: Partial<State>): State =>
  ({ plan: drawn, answer, refusal: null, busy: false, slow: false, ...change }) as State;
const refused = (change: Partial<Refusal>): Refusal => ({
  code: Code.InvalidArgument,
  reason: "OUT_OF_RANGE",
  text: "spec.spacing_um: is 1 um",
  field: "spec.spacing_um",
  breaches: [],
  ...change,
});

test("kinds", () => {
  const kind = (change: Partial<State>, slow = false) => statusOf(state({ ...change, slow })).kind;
  expect(kind({ plan: emptyPlan, answer: null })).toBe("empty");
  expect(kind({})).toBe("current");
  expect(kind({ busy: true })).toBe("current");
  expect(kind({ busy: true }, true)).toBe("computing");
  expect(kind({ answer: null, busy: true })).toBe("computing");
  expect(kind({ refusal: refused({}) })).toBe("refused");
  expect(kind({ refusal: refused({}), busy: true }, true)).toBe("computing");
  expect(kind({ refusal: refused({ code: Code.FailedPrecondition, reason: "HARD_LIMIT" }) })).toBe("refused");
  expect(kind({ refusal: refused({ code: Code.Unavailable, reason: "" }) })).toBe("unreachable");
  expect(kind({ refusal: refused({ code: Code.Unavailable, reason: "" }), busy: true }, true)).toBe("unreachable");
  expect(kind({ refusal: refused({ code: Code.ResourceExhausted, reason: "OVERLOADED" }) })).toBe("overloaded");
  expect(kind({ refusal: refused({ code: Code.Internal, reason: "" }) })).toBe("failed");
});

test("a wait is told in whole seconds, and never as none", () => {
  const text = (retryAfter?: number) =>
    statusOf(state({ refusal: refused({ code: Code.ResourceExhausted, reason: "OVERLOADED", retryAfter }) })).text;
  expect(text(10)).toMatch(/ in 1 s\.$/);
  expect(text(2_500)).toMatch(/ in 3 s\.$/);
  expect(text()).toMatch(/ in 2 s\.$/);
});

test("what is still shown", () => {
  const other = withSpec(drawn, { spacingUm: 1 });
  const moved = addArea(drawn, []);
  const refusal = refused({});
  expect(statusOf(state({ refusal, plan: other })).shown).toBe(
    "The grid shown is the last good one, of earlier parameters.",
  );
  expect(statusOf(state({ refusal, plan: moved })).shown).toBe(
    "The grid shown is the last good one, of an earlier outline.",
  );
  expect(statusOf(state({ refusal, plan: moved, answer: null })).shown).toBe("No grid is shown.");
  expect(isOld(state({ refusal, plan: other }))).toBe(true);
  expect(isOld(state({ plan: other, busy: true }))).toBe(false);
  expect(isOld(state({ plan: other, busy: true, slow: true }))).toBe(true);
  expect(isOld(state({ busy: true, slow: true })), "asked again, and as it was").toBe(false);
});

test("what a plan beyond a hard limit would have been", () => {
  const header = create(GridHeaderSchema, { key: { pointCount: 1n }, totalVolumeNl: 1_440_000n });
  expect(wouldBe(state({ refusal: refused({ header }) }))).toBe("It would have 1 point and 1.44 mL in all.");
  expect(wouldBe(state({ refusal: refused({}) }))).toBe("");
});

test("what is heard names the first message, and says how many more there are", () => {
  const now = state({ refusal: refused({}) });
  const message = { kind: "error", field: "spec.spacing_um", reason: "", text: "spec.spacing_um: is 1 um" } as const;
  const status = statusOf(now);
  expect(heard(now, status, [message])).toBe("Refused: Spacing is 0.001 mm.");
  expect(heard(now, status, [message, message, message])).toBe("Refused: Spacing is 0.001 mm (and 2 more).");
});
