/** A field for a whole number of small units, which a person reads and types as a decimal number of a handy unit. */

import { h } from "../../dom.ts";
import { integerAt, isOptional, withIntegerAt } from "../../plan/contract.ts";
import { withSpec } from "../../plan/plan.ts";
import { type Quantity, show, withUnit } from "../../plan/quantity.ts";
import type { Store } from "../../store.ts";
import { Field, type Options, type Part } from "../field.ts";
import { gestureOf } from "../gesture.ts";
import { type Now, nowOf } from "../now.ts";
import { read, stepped, stepsFrom } from "../range.ts";

export interface NumberOptions extends Options {
  /** The handy unit, where it depends on the plan. */
  readonly quantity?: (now: Now) => Quantity;
  /** What it means now to say nothing, such as a protocol's value; undefined: as its place says. */
  readonly absent?: (now: Now) => string | undefined;
}

export function numberField(store: Store, options: NumberOptions): Part {
  const { path } = options;
  const input = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
  const field = new Field(options, input);
  const range = field.entry.number;
  if (!range) throw new Error(`${path} is no number`);
  // Where the contract cannot tell 0 from nothing, 0 is what nothing is.
  const tells = isOptional(path);
  let now: Now;
  const gesture = gestureOf(input);
  let shown: bigint | undefined;
  let unit: Quantity | undefined;

  const quantity = () => options.quantity?.(now) ?? range.quantity;
  const absent = () => options.absent?.(now) ?? range.absent;
  const meant = (value: bigint | undefined) =>
    value === 0n && (range.min > 0n || (!tells && absent() !== undefined)) ? undefined : value;
  const written = () => (shown === undefined ? "" : show(shown, quantity()));

  const take = () => {
    now = nowOf(store.state); // the form is shown once a frame, and an edit since may have changed the unit
    const value = read(input.value, quantity(), range, absent());
    if (typeof value === "string") {
      const kept = shown === undefined ? "" : `; ${withUnit(shown, quantity())} stays`;
      field.own(`${value.charAt(0).toUpperCase()}${value.slice(1)}${kept}.`);
      return;
    }
    field.own("");
    shown = meant(value);
    store.edit(
      `set ${field.entry.label.toLowerCase()}`,
      (plan) => {
        const before = integerAt(plan.spec, path);
        return before === value ? plan : withSpec(plan, withIntegerAt(plan.spec, path, value));
      },
      gesture(),
    );
  };

  input.addEventListener("input", take);
  input.addEventListener("keydown", (event) => {
    const { key, shiftKey } = event;
    if (key === "Escape") {
      input.value = written();
      field.own("");
    }
    if (key !== "ArrowUp" && key !== "ArrowDown") return;
    event.preventDefault();
    const from = stepsFrom([input.value, written(), absent() ?? ""], quantity()) ?? range.min;
    input.value = show(stepped(from, range.step * (shiftKey ? 10n : 1n), key === "ArrowUp", range), quantity());
    take();
  });

  return {
    element: field.element,
    show(next) {
      now = next;
      field.show(now);
      if (field.hidden) {
        field.own("");
        unit = undefined;
        shown = undefined;
        input.value = "";
        return;
      }
      const value = meant(integerAt(now.spec, path));
      const q = quantity();
      if (value !== shown || q.unit !== unit?.unit || q.decimals !== unit.decimals) {
        shown = value;
        unit = q;
        const typed = read(input.value, q, range, absent());
        if (typeof typed === "string" || meant(typed) !== value) input.value = written();
        field.own("");
      }
      field.unit(q.unit);
      input.placeholder = absent() ?? "";
    },
    *targets() {
      if (!field.hidden) yield field;
    },
  };
}
