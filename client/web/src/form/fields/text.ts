/** A field for a name or a source. */

import { h } from "../../dom.ts";
import { valueAt, withValueAt } from "../../plan/contract.ts";
import { withSpec } from "../../plan/plan.ts";
import type { Store } from "../../store.ts";
import { Field, type Options, type Part } from "../field.ts";
import { gestureOf } from "../gesture.ts";

export interface TextOptions extends Options {
  /** Id of a datalist with what is usual. */
  readonly list?: string;
}

export function textField(store: Store, options: TextOptions): Part {
  const { path } = options;
  const input = h("input", { type: "text", autocomplete: "off", list: options.list });
  const field = new Field(options, input);
  const gesture = gestureOf(input);
  input.addEventListener("input", () =>
    store.edit(
      `set ${field.entry.label.toLowerCase()}`,
      (plan) => withSpec(plan, withValueAt(plan.spec, path, input.value)),
      gesture(),
    ),
  );
  return {
    element: field.element,
    show(now) {
      field.show(now);
      const value = (valueAt(now.spec, path) as string | undefined) ?? "";
      if (input.value !== value) input.value = value;
    },
    *targets() {
      if (!field.hidden) yield field;
    },
  };
}
