import { expect, test } from "vitest";
import { History } from "../src/plan/history.ts";
import { emptyPlan, type Plan, withSpec } from "../src/plan/plan.ts";

const spaced = (spacingUm: number): Plan => withSpec(emptyPlan, { spacingUm });

test("undo and redo give back the very plans", () => {
  const history = new History(emptyPlan);
  const plans = [spaced(1), spaced(2), spaced(3)];
  for (const plan of plans) history.edit(plan, `spacing ${plan.spec.spacingUm}`);
  expect(history.undoLabel).toBe("spacing 3");
  expect(history.redoLabel).toBe("");
  history.undo();
  expect(history.plan).toBe(plans[1]);
  expect(history.redoLabel).toBe("spacing 3");
  history.undo();
  history.undo();
  history.undo(); // nothing is left
  expect(history.plan).toBe(emptyPlan);
  expect(history.undoLabel).toBe("");
  history.redo();
  expect(history.plan).toBe(plans[0]);
});

test("an edit after undo drops what could be done again", () => {
  const history = new History(emptyPlan);
  history.edit(spaced(1), "a");
  history.edit(spaced(2), "b");
  history.undo();
  history.edit(spaced(3), "c");
  expect(history.redoLabel).toBe("");
  history.undo();
  expect(history.plan.spec.spacingUm).toBe(1);
});

test("a gesture is one step, and two gestures are two", () => {
  const history = new History(emptyPlan);
  history.edit(spaced(1), "drag", "drag 1");
  history.edit(spaced(2), "drag", "drag 1");
  history.edit(spaced(3), "drag", "drag 2");
  history.edit(spaced(4), "drag", "drag 2");
  history.undo();
  expect(history.plan.spec.spacingUm).toBe(2);
  history.undo();
  expect(history.plan).toBe(emptyPlan);
});

test("a gesture that goes on after undo is a step of its own, and takes nothing else back", () => {
  const history = new History(emptyPlan);
  history.edit(spaced(1), "drag", "drag 1");
  history.undo();
  history.edit(spaced(2), "drag", "drag 1");
  history.undo();
  expect(history.plan).toBe(emptyPlan);
});

test("an edit that changes nothing is no step", () => {
  const history = new History(emptyPlan);
  history.edit(emptyPlan, "nothing");
  expect(history.undoLabel).toBe("");
});

test("of very many steps the oldest go", () => {
  const history = new History(emptyPlan);
  for (let i = 1; i <= 2_000; i++) history.edit(spaced(i), String(i));
  let undone = 0;
  for (; history.undoLabel !== ""; undone++) history.undo();
  expect(undone).toBe(499);
  expect(history.plan.spec.spacingUm).toBe(1_501);
});
