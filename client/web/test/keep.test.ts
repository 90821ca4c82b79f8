import { expect, test } from "vitest";
import { fileName } from "../src/files/download.ts";
import { planFromText, planText } from "../src/files/keep.ts";
import { actionOf } from "../src/files/keys.ts";
import { placed, readPlan, textOf } from "../src/files/open.ts";
import { emptyPlan, newPlan, outlineOf } from "../src/plan/plan.ts";

const shell = { xUm: [0, 100_000, 100_000], yUm: [0, 0, 50_000] };
const plan = newPlan(
  {
    area: { case: "outline", value: { polygons: [{ shell }] } },
    spacingUm: 3_000,
    placement: { case: "lattice", value: { aX: -(2n ** 60n) } },
  },
  ["a"],
);

test("a kept plan comes back, without its photograph", () => {
  const thawed = { placement: { case: "origin", value: { xUm: 1, yUm: 2 } }, angleMdeg: 0 } as never;
  for (const p of [
    plan,
    emptyPlan,
    { ...plan, thawed },
    { ...plan, thawed: { placement: { case: undefined }, angleMdeg: undefined } },
  ] as const) {
    expect(planFromText(planText({ ...p, photo: { name: "face.png" } as never }))).toEqual({
      ...p,
      thawed: p.thawed && { ...p.thawed, placement: expect.objectContaining({ case: p.thawed.placement.case }) },
    });
  }
});

test("what is not a plan is not taken for one", () => {
  const good = JSON.parse(planText(plan));
  for (const text of [
    "",
    "null",
    "{}",
    JSON.stringify({ ...good, names: [1] }),
    JSON.stringify({ ...good, spec: { speling: 1 } }),
    JSON.stringify({ ...good, spec: { outline: { polygons: [{ shell: { x_um: [1], y_um: [] } }] } } }),
    planText(plan).slice(0, -10),
  ]) {
    expect(() => planFromText(text), text).toThrow();
  }
});

test("an outline takes the place of the one that was, and the parameters stay", () => {
  const text = '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}';
  const opened = readPlan(text)(plan);
  expect([opened.spec.spacingUm, opened.names, outlineOf(opened).polygons[0]!.shell!.xUm]).toEqual([
    3_000,
    [""],
    [0, 1_000, 1_000],
  ]);
  expect(() => textOf(Uint8Array.of(0xff).buffer)).toThrow("is not UTF-8 text: save it as UTF-8");
  expect(textOf(new TextEncoder().encode("\ufeff{}").buffer)).toBe("{}");
});

test("files are called after the first area", () => {
  expect(fileName({ ...plan, names: ["Outer thigh, left/right"] }, "-points.csv")).toBe(
    "outer-thigh-left-right-points.csv",
  );
  expect(fileName({ ...plan, names: ["../.."] }, ".svg")).toBe("plan.svg");
  expect(fileName({ ...plan, names: ["Œil 😀"] }, ".svg")).toBe("œil.svg");
  expect(fileName({ ...plan, names: ["a".repeat(300)] }, "").length).toBe(60);
});

test("a photograph covers the outline, or 160 mm", () => {
  expect(placed(emptyPlan, { width: 1_000, height: 500 })).toEqual({ x: -80_000, y: -40_000, umPerPixel: 160 });
  expect(placed(plan, { width: 1_000, height: 1_000 })).toEqual({ x: -10_000, y: -35_000, umPerPixel: 120 });
});

test("keys", () => {
  const press = (text: string) => {
    const parts = text.split(" ");
    const has = (name: string) => parts.includes(name);
    return actionOf({
      key: parts.at(-1)!,
      ctrlKey: has("ctrl"),
      metaKey: has("cmd"),
      shiftKey: has("shift"),
      altKey: has("alt"),
    });
  };
  const cases = {
    "ctrl z": "undo",
    "cmd z": "undo",
    "ctrl shift Z": "redo",
    "ctrl y": "redo",
    "ctrl s": "save",
    "cmd o": "open",
  };
  for (const [key, action] of Object.entries(cases)) expect([key, press(key)]).toEqual([key, action]);
  for (const key of ["z", "shift z", "ctrl alt z", "ctrl cmd z", "ctrl shift s", "ctrl x"])
    expect([key, press(key)]).toEqual([key, undefined]);
});
