/** Pattern, spacing, angle, placement, margin and order. */
import { Order, Pattern } from "@mesogrid/client";
import { h } from "../../dom.ts";
import { freeze, isFrozen, latticeOf, thaw, withPattern, withPlacement } from "../../plan/parameters.ts";
import { withSpec } from "../../plan/plan.ts";
import { length, show } from "../../plan/quantity.ts";
import type { Store } from "../../store.ts";
import type { Part } from "../field.ts";
import { choiceField } from "../fields/choice.ts";
import { numberField } from "../fields/number.ts";
import { Group, leave, note } from "../group.ts";
import type { Now } from "../now.ts";
import { patternNames } from "../words.ts";

const frozen = ({ plan }: Now) => isFrozen(plan);
const lattice = ({ filled }: Pick<Now, "filled">) => filled.pattern !== Pattern.NONE;
const placement = ({ spec }: Now) => spec.placement.case ?? "centred";

// What is set where it may not be has to be seen to be taken away.
const spaced = (now: Now) => lattice(now) || now.spec.spacingUm !== 0;
const turned = (now: Now) => lattice(now) || now.spec.angleMdeg !== undefined;

export function gridGroup(store: Store): Group {
  return new Group("Grid", true, [
    frozenNote(store),
    pattern(store),
    numberField(store, { path: "spec.spacing_um", locked: frozen, when: spaced, absent: protocolSpacing }),
    numberField(store, {
      path: "spec.angle_mdeg",
      locked: frozen,
      when: turned,
      absent: (now) => (frozen(now) ? "as frozen" : placement(now) === "bestFit" ? "searched" : undefined),
    }),
    numberField(store, { path: "spec.margin_um" }),
    placementField(store),
    numberField(store, { path: "spec.origin.x_um", when: (now) => placement(now) === "origin" }),
    numberField(store, { path: "spec.origin.y_um", when: (now) => placement(now) === "origin" }),
    numberField(store, { path: "spec.best_fit.wanted_points", when: (now) => placement(now) === "bestFit" }),
    numberField(store, { path: "spec.best_fit.effort", when: (now) => placement(now) === "bestFit" }),
    freezer(store),
    order(store),
  ]);
}

/** protocolSpacing is what an empty field leaves to the protocol, whatever stands in it now. */
function protocolSpacing({ filled, protocol }: Now): string | undefined {
  const given = protocol?.defaults?.spacingUm ?? 0;
  return lattice({ filled }) && given > 0 ? show(given, length) : undefined;
}

function pattern(store: Store): Part {
  return choiceField({
    path: "spec.pattern",
    locked: frozen,
    choices: ({ spec, protocol }) => {
      const own = [Pattern.TRIANGULAR, Pattern.SQUARE, Pattern.NONE].map((p) => ({
        value: String(p),
        label: capital(patternNames[p]!),
      }));
      const given = protocol?.defaults?.pattern;
      if (given) return [{ value: "0", label: `${capital(patternNames[given]!)} (protocol)` }, ...own];
      return spec.pattern === Pattern.UNSPECIFIED ? [{ value: "0", label: "Choose one" }, ...own] : own;
    },
    value: ({ spec }) => String(spec.pattern),
    choose: (value, { protocol }) => store.edit("set pattern", (plan) => withPattern(plan, Number(value), protocol)),
  });
}

function placementField(store: Store): Part {
  return choiceField({
    path: "spec.placement",
    when: (now) => lattice(now) || now.spec.placement.case !== undefined,
    locked: frozen,
    choices: (now) => [
      { value: "centred", label: "Centred" },
      { value: "origin", label: "Through a place" },
      { value: "bestFit", label: "Best fit" },
      ...(frozen(now) ? [{ value: "lattice", label: "Frozen" }] : []),
    ],
    value: placement,
    choose: (value) =>
      store.edit("set placement", (plan) =>
        withPlacement(plan, value === "bestFit" ? "best_fit" : value === "origin" ? "origin" : "centred"),
      ),
  });
}

/** frozenNote says why the fields below it are locked. */
function frozenNote(store: Store): Part {
  const onclick = () => {
    store.edit("unfreeze the grid", thaw);
    leave(element);
  };
  const element = h(
    "p",
    { class: "note", hidden: true },
    "The grid is frozen: pattern, spacing, angle and placement stay while you edit the area. ",
    h("button", { type: "button", onclick }, "Unfreeze"),
  );
  return note(element, (now) => {
    element.hidden = !frozen(now);
  });
}

function freezer(store: Store): Part {
  const box = h("input", { type: "checkbox" });
  const element = h("label", { class: "check" }, box, "Freeze the grid");
  box.addEventListener("change", () => {
    const { plan, answer } = store.state;
    const now = latticeOf(plan, answer);
    if (!box.checked) store.edit("unfreeze the grid", thaw);
    else if (now) store.edit("freeze the grid", (p) => freeze(p, now));
    else {
      box.checked = false;
      store.view({ notice: "There is no grid to freeze yet: wait for the answer, or change what is refused." });
    }
  });
  return note(element, (now) => {
    element.hidden = !lattice(now);
    box.checked = frozen(now);
    box.disabled = !frozen(now) && !now.state.answer?.header.lattice;
  });
}

function order(store: Store): Part {
  return choiceField({
    path: "spec.order",
    choices: () => [
      { value: String(Order.SERPENTINE), label: "Serpentine" },
      { value: String(Order.SHORTEST), label: "Shortest" },
    ],
    value: ({ spec }) => String(spec.order || Order.SERPENTINE),
    choose: (value) => store.edit("set order", (plan) => withSpec(plan, { order: Number(value) })),
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
