/** How deep the liquid is placed. */
import { create } from "@bufbuild/protobuf";
import { InsertionSchema, SkinLayer } from "@mesogrid/client";
import { withValueAt } from "../../plan/contract.ts";
import { type Plan, withSpec } from "../../plan/plan.ts";
import type { Store } from "../../store.ts";
import { choiceField } from "../fields/choice.ts";
import { numberField } from "../fields/number.ts";
import { Group } from "../group.ts";
import type { Now } from "../now.ts";
import { depthInWords, layerNames } from "../words.ts";

const kindOf = ({ spec }: Now) => spec.depth?.kind.case ?? "";

/** From the skin down. */
const layers = [
  SkinLayer.EPIDERMIS,
  SkinLayer.SUPERFICIAL_DERMIS,
  SkinLayer.DEEP_DERMIS,
  SkinLayer.DERMIS,
  SkinLayer.HYPODERMIS,
];

export function depthGroup(store: Store): Group {
  return new Group("Depth", false, [
    choiceField({
      path: "spec.depth.kind",
      wide: true,
      choices: ({ protocol }) => {
        const given = protocol?.defaults ? depthInWords(protocol.defaults) : "";
        return [
          { value: "", label: given === "" ? "Not said" : `${given} (protocol)` },
          { value: "depthUm", label: "Depth" },
          { value: "insertion", label: "Needle at an angle" },
        ];
      },
      value: kindOf,
      choose: (kind) => store.edit("set the kind of depth", (plan) => withKind(plan, kind)),
    }),
    numberField(store, { path: "spec.depth.depth_um", label: "Deep", when: (now) => kindOf(now) === "depthUm" }),
    numberField(store, { path: "spec.depth.insertion.length_um", when: (now) => kindOf(now) === "insertion" }),
    numberField(store, { path: "spec.depth.insertion.angle_mdeg", when: (now) => kindOf(now) === "insertion" }),
    choiceField({
      path: "spec.depth.layer",
      wide: true,
      choices: ({ protocol }) => {
        const given = protocol?.defaults?.depth?.layer;
        return [
          { value: "0", label: given ? `${layerNames[given]} (protocol)` : "Not said" },
          ...layers.map((layer) => ({ value: String(layer), label: layerNames[layer]! })),
        ];
      },
      value: ({ spec }) => String(spec.depth?.layer ?? 0),
      choose: (layer) =>
        store.edit("set the layer", (plan) =>
          withSpec(plan, withValueAt(plan.spec, "spec.depth.layer", Number(layer))),
        ),
    }),
  ]);
}

function withKind(plan: Plan, kind: string): Plan {
  const { spec } = plan;
  if (kind === "depthUm") return withSpec(plan, withValueAt(spec, "spec.depth.depth_um", 0));
  if (kind === "insertion") {
    return withSpec(plan, withValueAt(spec, "spec.depth.insertion", create(InsertionSchema)));
  }
  const cleared = withValueAt(spec, "spec.depth.depth_um", undefined);
  return withSpec(plan, withValueAt(cleared, "spec.depth.insertion", undefined));
}
