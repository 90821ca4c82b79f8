/** Names of the areas, and the keep-outs. Their rings are drawn, not typed here. */
import { h } from "../../dom.ts";
import { outlineOf, type Plan, type RingPlace, withOutline } from "../../plan/plan.ts";
import type { Store } from "../../store.ts";
import { Field, type Part } from "../field.ts";
import { numberField } from "../fields/number.ts";
import { type RowsOptions, rows } from "../fields/rows.ts";
import { textField } from "../fields/text.ts";
import { gestureOf } from "../gesture.ts";
import { Group, heading } from "../group.ts";

export function areasGroup(store: Store): Group {
  return new Group("Areas and keep-outs", false, [
    heading("spec.outline.polygons"),
    rows(store, {
      path: "spec.outline.polygons",
      empty: "None is drawn.",
      dense: true,
      fields: (path, index) => [areaName(store, path, index)],
      select: selection(store, "polygon"),
      remove: (plan, index) => {
        forget(store);
        const polygons = outlineOf(plan).polygons.toSpliced(index, 1);
        return withOutline(plan, { polygons }, plan.names.toSpliced(index, 1));
      },
    }),
    heading("spec.outline.keep_outs"),
    rows(store, {
      path: "spec.outline.keep_outs",
      empty: "None is drawn.",
      dense: true,
      fields: (path) => [textField(store, { path: `${path}.name` }), numberField(store, { path: `${path}.margin_um` })],
      select: selection(store, "keepOut"),
      remove: (plan, index) => {
        forget(store);
        return withOutline(plan, { keepOuts: outlineOf(plan).keepOuts.toSpliced(index, 1) });
      },
    }),
  ]);
}

/** selection shows the outer ring of an entry in the drawing and in the table of vertices. */
function selection(store: Store, of: RingPlace["of"]): RowsOptions["select"] {
  return {
    choose: (index) => store.view({ ring: { of, index, ring: 0 }, vertex: null }),
    chosen: ({ state: { ring } }, index) => ring?.of === of && ring.index === index,
  };
}

/** forget takes the selection back: places of rings change with what is removed. */
function forget(store: Store): void {
  store.view({ ring: null, vertex: null });
}

/** areaName is a name of the page's own: the contract has none. */
function areaName(store: Store, path: string, index: number): Part {
  const input = h("input", { type: "text", autocomplete: "off" });
  const field = new Field({ path: `${path}.name` }, input);
  const gesture = gestureOf(input);
  input.addEventListener("input", () =>
    store.edit("name an area", (plan) => withName(plan, index, input.value), gesture()),
  );
  return {
    element: field.element,
    show(now) {
      field.show(now);
      const name = now.plan.names[index] ?? "";
      if (input.value !== name) input.value = name;
    },
    targets: () => [],
  };
}

function withName(plan: Plan, index: number, name: string): Plan {
  const names = outlineOf(plan).polygons.map((_, i) => (i === index ? name : (plan.names[i] ?? "")));
  return { ...plan, names };
}
