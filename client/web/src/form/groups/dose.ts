/** What each point gets: the rule, whose area counts, and what the liquid contains. */
import { create } from "@bufbuild/protobuf";
import { IngredientSchema, Share } from "@mesogrid/client";
import { h } from "../../dom.ts";
import { valueAt, withIntegerAt, withValueAt } from "../../plan/contract.ts";
import { isCapped } from "../../plan/fill.ts";
import { withShare } from "../../plan/parameters.ts";
import { type Plan, withSpec } from "../../plan/plan.ts";
import { micro, permille, show } from "../../plan/quantity.ts";
import type { Store } from "../../store.ts";
import type { Part } from "../field.ts";
import { choiceField } from "../fields/choice.ts";
import { numberField } from "../fields/number.ts";
import { rows } from "../fields/rows.ts";
import { textField } from "../fields/text.ts";
import { Group, heading, note } from "../group.ts";
import type { Now } from "../now.ts";
import { ingredientInWords, ruleInWords, shareNames } from "../words.ts";

const ruleNames = { pointNl: "Each point", totalNl: "In all", nlPerCm2: "For each cm²" } as const;
const rulePaths = {
  pointNl: "spec.dosing.point_nl",
  totalNl: "spec.dosing.total_nl",
  nlPerCm2: "spec.dosing.nl_per_cm2",
} as const;
type Rule = keyof typeof rulePaths;

const ruleOf = ({ spec }: Now) => spec.dosing?.rule.case;
const dosed = ({ filled }: Now) => filled.dosing !== undefined;

export function doseGroup(store: Store): Group {
  return new Group("Dose", true, [
    rule(store),
    ...(Object.keys(rulePaths) as Rule[]).map((of) =>
      numberField(store, { path: rulePaths[of], when: (now) => ruleOf(now) === of }),
    ),
    share(store),
    numberField(store, {
      path: "spec.dosing.cap_permille",
      when: ({ spec, filled }) => isCapped(filled.dosing?.share ?? 0) || (spec.dosing?.capPermille ?? 0) > 0,
      absent: ({ protocol }) => {
        const given = protocol?.defaults?.dosing?.capPermille ?? 0;
        return given > 0 ? show(given, permille) : undefined;
      },
    }),
    heading("spec.dosing.mixture"),
    protocolMixture(),
    mixture(store),
  ]);
}

function rule(store: Store): Part {
  return choiceField({
    path: "spec.dosing.rule",
    wide: true,
    choices: ({ protocol }) => {
      const given = ruleInWords(protocol?.defaults?.dosing);
      return [
        { value: "", label: given === "" ? "None" : `${given} (protocol)` },
        ...Object.entries(ruleNames).map(([value, label]) => ({ value, label })),
      ];
    },
    value: (now) => ruleOf(now) ?? "",
    choose: (value) => store.edit("set the rule of volumes", (plan) => withRule(plan, value as Rule | "")),
  });
}

/** withRule starts a rule without a volume: which one is for a person to say. */
function withRule(plan: Plan, rule: Rule | ""): Plan {
  const before = plan.spec.dosing?.rule.case;
  if (rule !== "") return withSpec(plan, withIntegerAt(plan.spec, rulePaths[rule], 0n));
  return before ? withSpec(plan, withValueAt(plan.spec, rulePaths[before], undefined)) : plan;
}

function share(store: Store): Part {
  return choiceField({
    path: "spec.dosing.share",
    when: dosed,
    choices: ({ protocol }) => {
      const given = protocol?.defaults?.dosing?.share;
      return [
        { value: "0", label: given ? `${shareNames[given]} (protocol)` : "Equal" },
        ...(given ? [{ value: String(Share.EQUAL), label: "Equal" }] : []),
        { value: String(Share.CLIPPED_CELL), label: "Clipped to the area" },
        { value: String(Share.VORONOI), label: "Nearest skin" },
      ];
    },
    value: ({ spec, protocol }) => {
      const own = spec.dosing?.share ?? Share.UNSPECIFIED;
      return String(own === Share.EQUAL && !protocol?.defaults?.dosing?.share ? Share.UNSPECIFIED : own);
    },
    choose: (value, { protocol }) => store.edit("set the share", (plan) => withShare(plan, Number(value), protocol)),
  });
}

/** protocolMixture tells what the protocol's liquid contains while the plan has none of its own. */
function protocolMixture(): Part {
  const element = h("p", { class: "note", hidden: true });
  return note(element, ({ spec, filled }) => {
    const given = spec.dosing?.mixture.length ? [] : (filled.dosing?.mixture ?? []);
    element.hidden = given.length === 0;
    const text = `As the protocol: ${given.map(ingredientInWords).join("; ")}.`;
    if (element.textContent !== text) element.textContent = text;
  });
}

function mixture(store: Store): Part {
  return rows(store, {
    path: "spec.dosing.mixture",
    fields: (path) => {
      const unit = ({ spec }: Now) => String(valueAt(spec, `${path}.unit`) ?? "");
      return [
        textField(store, { path: `${path}.name` }),
        textField(store, { path: `${path}.unit`, list: "units" }),
        numberField(store, { path: `${path}.amount_micro`, quantity: (now) => ({ ...micro, unit: unit(now) }) }),
        numberField(store, { path: `${path}.in_nl` }),
        numberField(store, { path: `${path}.part_nl` }),
      ];
    },
    add: [
      { label: "Add ingredient", entry: () => create(IngredientSchema, { unit: "mg", inNl: 1_000_000n }) },
      { label: "Add diluent", entry: () => create(IngredientSchema, { name: "saline" }) },
    ],
  });
}
