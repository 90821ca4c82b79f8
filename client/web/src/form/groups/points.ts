/** Points of one's own, and the sites of a protocol. */
import { h } from "../../dom.ts";
import { missingSites, withPoints } from "../../plan/sites.ts";
import type { Store } from "../../store.ts";
import { entryOf } from "../catalogue.ts";
import type { Part } from "../field.ts";
import { numberField } from "../fields/number.ts";
import { rows } from "../fields/rows.ts";
import { textField } from "../fields/text.ts";
import { Group, leave, note } from "../group.ts";
import { nowOf } from "../now.ts";

export function pointsGroup(store: Store): Group {
  return new Group("Fixed points", false, [
    sites(store),
    rows(store, {
      path: "spec.fixed_points",
      dense: true,
      empty: entryOf("spec.fixed_points").help,
      fields: (path) => [
        textField(store, { path: `${path}.name` }),
        numberField(store, { path: `${path}.x_um` }),
        numberField(store, { path: `${path}.y_um` }),
        numberField(store, {
          path: `${path}.volume_nl`,
          absent: ({ filled }) => {
            const rule = filled.dosing?.rule.case;
            return rule === undefined ? "none" : rule === "pointNl" ? "as a point" : "required";
          },
        }),
      ],
      add: [{ label: "Add fixed point", entry: ({ plan }) => withPoints(plan, [""]).spec.fixedPoints.at(-1) }],
    }),
  ]);
}

/** sites offers a point for each site that has none. */
function sites(store: Store): Part {
  const button = h("button", {
    type: "button",
    onclick: () => {
      const { plan, protocol } = nowOf(store.state);
      const names = missingSites(plan, protocol);
      store.edit("add the sites", () => withPoints(plan, names));
      store.view({ notice: `${names.length} sites were added as fixed points: drag each to its place, or type it.` });
      leave(element);
    },
  });
  const text = h("p", {}, "This protocol is of fixed sites: each needs a fixed point of its name.");
  const element = h("div", { class: "note" }, text, button);
  return note(element, ({ plan, protocol }) => {
    const missing = missingSites(plan, protocol).length;
    element.hidden = missing === 0;
    const label = `Add ${missing} sites as fixed points`;
    if (button.textContent !== label) button.textContent = label;
  });
}
