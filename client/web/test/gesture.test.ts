import { expect, test } from "vitest";
import { gestureOf } from "../src/form/gesture.ts";
import { History } from "../src/plan/history.ts";
import { newPlan } from "../src/plan/plan.ts";

test("what is typed in a field that was made anew is a step of its own", () => {
  const plans = [0, 1, 2, 3].map(() => newPlan({}));
  const history = new History(plans[0]!);
  const field = () => {
    const control = new EventTarget();
    const gesture = gestureOf(control);
    control.dispatchEvent(new Event("focus"));
    return { control, gesture };
  };
  const first = field();
  history.edit(plans[1]!, "type", first.gesture());
  history.edit(plans[2]!, "type on", first.gesture());
  history.edit(plans[3]!, "type elsewhere", field().gesture());
  history.undo();
  expect(history.plan).toBe(plans[2]);
  history.undo();
  expect(history.plan).toBe(plans[0]);
  const before = first.gesture();
  first.control.dispatchEvent(new Event("focus"));
  expect(first.gesture()).not.toBe(before);
});
