/** A field that is one of a few choices. */
import { h } from "../../dom.ts";
import { Field, type Options, type Part } from "../field.ts";
import type { Now } from "../now.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ChoiceOptions extends Options {
  readonly choices: (now: Now) => readonly Choice[];
  readonly value: (now: Now) => string;
  readonly choose: (value: string, now: Now) => void;
}

export function choiceField(options: ChoiceOptions): Part {
  const select = h("select");
  const field = new Field(options, select);
  let listed = "";
  let now: Now;
  select.addEventListener("change", () => options.choose(select.value, now));
  return {
    element: field.element,
    show(next) {
      now = next;
      field.show(now);
      if (field.hidden) return;
      const choices = options.choices(now);
      const list = JSON.stringify(choices);
      if (list !== listed) {
        listed = list;
        select.replaceChildren(...choices.map(({ value, label }) => h("option", { value }, label)));
        select.value = options.value(now);
      }
      if (select.value !== options.value(now)) select.value = options.value(now);
    },
    *targets() {
      if (!field.hidden) yield field;
    },
  };
}
