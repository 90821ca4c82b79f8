import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type GenerateGridResponse, GenerateGridResponseSchema } from "@mesogrid/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ErrorInfoSchema } from "../client/src/gen/google/rpc/error_details_pb.js";
import { emptyPlan, newPlan, type Plan, withSpec } from "../src/plan/plan.ts";
import { Asker, fetchProtocols } from "../src/server.ts";
import { Store } from "../src/store.ts";

/** Calls of the service that the test answers by hand, in any order. */
interface Call {
  spacing: number;
  omitPoints: boolean;
  signal: AbortSignal;
  since: number;
  answer(): void;
  fail(error: unknown): void;
}

const square = newPlan({
  area: {
    case: "outline",
    value: { polygons: [{ shell: { xUm: [0, 9_000, 9_000, 0], yUm: [0, 0, 9_000, 9_000] } }] },
  },
});
const spaced = (spacingUm: number): Plan => withSpec(square, { spacingUm });

let calls: Call[];
let store: Store;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  vi.stubGlobal("requestAnimationFrame", () => 1);
  calls = [];
  store = new Store(emptyPlan);
  new Asker(store, {
    generateGrid: (request, options) =>
      new Promise<GenerateGridResponse>((resolve, reject) => {
        const signal = options!.signal!;
        signal.addEventListener("abort", () => reject(new ConnectError("aborted", Code.Canceled)));
        calls.push({
          spacing: request.spec!.spacingUm!,
          omitPoints: request.omitPoints ?? false,
          signal,
          since: performance.now(),
          answer: () => resolve(create(GenerateGridResponseSchema, { header: {}, report: {} })),
          fail: reject,
        });
      }),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const edit = (spacing: number) => store.edit("spacing", () => spaced(spacing));
const asked = () => calls.map((c) => c.spacing);

test("one request at a time, then the newest plan and none between", async () => {
  for (const spacing of [1, 2, 3, 4]) edit(spacing);
  expect(asked()).toEqual([1]);
  calls[0]!.answer();
  await settle();
  expect(asked()).toEqual([1, 4]);
  expect(store.state.answer?.plan.spec.spacingUm).toBe(1); // drawn meanwhile
  expect(store.state.busy).toBe(true);
  calls[1]!.answer();
  await settle();
  expect(store.state.answer?.plan.spec.spacingUm).toBe(4);
  expect(store.state.busy).toBe(false);
});

test("a long request is given up for a newer plan, and its end is not told", async () => {
  edit(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calls[0]!.signal.aborted).toBe(false); // nobody wants another
  edit(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls[0]!.signal.aborted).toBe(true);
  expect(asked()).toEqual([1, 2]);
  expect(store.state.refusal).toBe(null);
});

test("a request that another waits for has some time to end", async () => {
  edit(1);
  edit(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(calls[0]!.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(calls[0]!.signal.aborted).toBe(true);
  expect(asked()).toEqual([1, 2]);
});

test("a drag does not put off the end of a long request", async () => {
  edit(1);
  for (let i = 2; i < 40; i++) {
    edit(i);
    await vi.advanceTimersByTimeAsync(16);
  }
  expect(calls.length).toBeGreaterThan(1);
});

test("a long drag shows something on a slow server too", async () => {
  const slow = async (ms: number) => {
    for (const call of calls) if (!call.signal.aborted && call.since + ms <= performance.now()) call.answer();
    await settle();
  };
  for (let i = 1; i < 200; i++) {
    edit(i);
    await vi.advanceTimersByTimeAsync(16);
    await slow(600);
  }
  expect(store.state.answer?.plan.spec.spacingUm).toBeGreaterThan(100);
});

test("a refusal keeps the last good grid", async () => {
  edit(1);
  calls[0]!.answer();
  await settle();
  edit(2);
  calls[1]!.fail(new ConnectError("spacing: too small", Code.InvalidArgument));
  await settle();
  expect(store.state.refusal?.text).toBe("spacing: too small");
  expect(store.state.answer?.plan.spec.spacingUm).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls.length).toBe(2); // the same plan would be refused again
});

test("a server that is away is asked again", async () => {
  edit(1);
  calls[0]!.fail(new ConnectError("no route", Code.Unavailable));
  await settle();
  expect(store.state.refusal?.code).toBe(Code.Unavailable);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toEqual([1, 1]);
  calls[1]!.answer();
  await settle();
  expect(store.state.refusal).toBe(null);
});

test("an empty plan has no grid and asks for none, also while another is under way", async () => {
  edit(1);
  store.edit("new", () => emptyPlan);
  calls[0]!.answer();
  await settle();
  expect(store.state.answer).toBe(null);
  expect(store.state.busy).toBe(false);
  expect(calls.length).toBe(1);
});

test("a grid of more points than a message holds is answered without them", async () => {
  edit(1);
  const info = { desc: ErrorInfoSchema, value: { domain: "mesogrid", reason: "TOO_MANY_POINTS" } };
  calls[0]!.fail(new ConnectError("spec: gives 2000000 points", Code.InvalidArgument, undefined, [info]));
  await settle();
  expect(calls.map((c) => c.omitPoints)).toEqual([false, true]);
  expect(asked()).toEqual([1, 1]);
  calls[1]!.answer();
  await settle();
  expect(store.state.refusal).toBe(null);
  expect(store.state.answer?.omitted).toBe(true);
});

test("the server is slow from a while on until nothing waits, however many answers come between", async () => {
  const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  edit(1);
  await wait(299);
  expect(store.state.slow).toBe(false);
  await wait(1);
  expect(store.state.slow).toBe(true);
  calls[0]!.answer();
  await settle();
  expect(store.state.slow).toBe(false);

  edit(2);
  await wait(200);
  edit(3);
  calls[1]!.answer();
  await settle();
  await wait(200);
  expect(store.state.slow, "200 ms after the last answer").toBe(false);
  await wait(100);
  edit(4);
  calls[2]!.answer();
  await settle();
  expect(store.state.slow, "a newer plan waits").toBe(true);
  calls[3]!.fail(new ConnectError("spacing: too small", Code.InvalidArgument));
  await settle();
  expect(store.state.slow).toBe(false);
});

test("protocols are asked for until they come", async () => {
  const away = new ConnectError("no route", Code.Unavailable);
  const list = vi
    .fn()
    .mockRejectedValueOnce(away)
    .mockRejectedValueOnce(away)
    .mockResolvedValue([{ id: "a" }]);
  void fetchProtocols(store, list);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(list).toHaveBeenCalledTimes(2);
  expect(store.state.notice).toMatch(/could not be fetched/);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(store.state.protocols).toHaveLength(1);
  expect(store.state.notice).toBe("");
});
