/** Limits of one's own, and what they count: body mass, and what was given before. */
import { create } from "@bufbuild/protobuf";
import { DeliveredSchema, type Limit, LimitSchema, Quantity } from "@mesogrid/client";
import { valueAt, withValueAt } from "../../plan/contract.ts";
import { withSpec } from "../../plan/plan.ts";
import { count, micro } from "../../plan/quantity.ts";
import type { Store } from "../../store.ts";
import type { Part } from "../field.ts";
import { choiceField } from "../fields/choice.ts";
import { componentField, componentsOf } from "../fields/component.ts";
import { numberField } from "../fields/number.ts";
import { rows } from "../fields/rows.ts";
import { textField } from "../fields/text.ts";
import { Group, heading } from "../group.ts";
import type { Now } from "../now.ts";
import { isDose, isOverDays, quantityNames, unitOf } from "../words.ts";

export function limitsGroup(store: Store): Group {
  return new Group("Limits", false, [
    numberField(store, { path: "spec.body_mass_g" }),
    heading("spec.limits"),
    limits(store),
    heading("spec.delivered"),
    delivered(store),
  ]);
}

function limits(store: Store): Part {
  return rows(store, {
    path: "spec.limits",
    fields: (path) => {
      const limit = ({ spec }: Now) => valueAt(spec, path) as Limit | undefined;
      const quantity = (now: Now) => limit(now)?.quantity ?? 0;
      return [
        limited(store, path),
        // What is set where it may not be has to be seen to be taken away.
        componentField(store, path, {
          when: (now) => isDose(quantity(now)) || Boolean(limit(now)?.component),
          none: (now) => !isDose(quantity(now)),
        }),
        ...["soft_min", "soft_max", "hard_min", "hard_max"].map((name) =>
          numberField(store, {
            path: `${path}.${name}`,
            quantity: (now) => {
              const l = limit(now);
              return l ? unitOf(l) : count;
            },
          }),
        ),
        numberField(store, {
          path: `${path}.period_days`,
          when: (now) => isOverDays(quantity(now)) || Boolean(limit(now)?.periodDays),
        }),
        textField(store, { path: `${path}.source` }),
      ];
    },
    add: [{ label: "Add limit", entry: () => create(LimitSchema, { quantity: Quantity.POINTS }) }],
  });
}

/** limited is what a limit bounds. */
function limited(store: Store, path: string): Part {
  return choiceField({
    path: `${path}.quantity`,
    choices: () => Object.entries(quantityNames).map(([value, label]) => ({ value, label })),
    value: ({ spec }) => String(valueAt(spec, `${path}.quantity`)),
    choose: (value, now) =>
      store.edit("set what is limited", (plan) => {
        const limit = limitOn(valueAt(plan.spec, path) as Limit, Number(value), componentsOf(now));
        return withSpec(plan, withValueAt(plan.spec, path, limit));
      }),
  });
}

/**
 * limitOn is the limit on another quantity, which has other units, so that its bounds have to be said again. A dose is of
 * the component that it was of, or of the only one.
 */
export function limitOn(old: Limit, quantity: Quantity, components: readonly [name: string, unit: string][]): Limit {
  if (!isDose(quantity)) return create(LimitSchema, { quantity, source: old.source });
  const only = components.length === 1 ? components[0] : undefined;
  const [component, unit] = old.component === "" && only ? only : [old.component, old.unit];
  return create(LimitSchema, { quantity, source: old.source, component, unit });
}

function delivered(store: Store): Part {
  return rows(store, {
    path: "spec.delivered",
    fields: (path) => [
      componentField(store, path),
      numberField(store, {
        path: `${path}.amount_micro`,
        quantity: ({ spec }) => ({ ...micro, unit: String(valueAt(spec, `${path}.unit`) ?? "") }),
      }),
      numberField(store, { path: `${path}.days_ago` }),
    ],
    add: [
      {
        label: "Add dose given",
        entry: (now) => {
          const [component, unit] = componentsOf(now)[0] ?? ["", ""];
          return create(DeliveredSchema, { component, unit });
        },
      },
    ],
  });
}
