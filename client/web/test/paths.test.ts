import type { DescMessage } from "@bufbuild/protobuf";
import { GridSpecSchema } from "@mesogrid/client";
import { expect, test } from "vitest";
import { catalogue, template } from "../src/form/catalogue.ts";
import { inWords, nearest, titleOf } from "../src/form/paths.ts";
import { fieldAt } from "../src/plan/contract.ts";

/** Fields that the page draws, or that stand behind the choice of a placement. */
const drawn = [/^spec\.outline\..*polygons?\b/, /^spec\.lattice\./];

/** leaves are the paths of all fields of the contract that are no message, with [] for places in lists. */
function leaves(desc: DescMessage, path: string): string[] {
  return desc.fields.flatMap((field) => {
    const at = `${path}.${field.name}${field.fieldKind === "list" && field.message ? "[]" : ""}`;
    return field.message ? leaves(field.message, at) : [at];
  });
}

test("the form has a place for all of the contract but what is drawn", () => {
  const missing = leaves(GridSpecSchema, "spec").filter((path) => !catalogue[path] && !drawn.some((d) => d.test(path)));
  expect(missing).toEqual([]);
});

test("every place is one of the contract's, or a choice of it", () => {
  const own = ["spec.placement", "spec.dosing.rule", "spec.depth.kind", "spec.outline.polygons[].name"];
  const unknown = Object.keys(catalogue).filter(
    (path) => !own.includes(path) && !fieldAt(path.replace(/\[\]/g, "[0]")),
  );
  expect(unknown).toEqual([]);
});

const row = /^spec\.(dosing\.mixture|limits|delivered|fixed_points|outline\.(polygons|keep_outs))\[\d+\]$/;
const whole = (path: string) => template(path) in catalogue || row.test(path);

/** As the server writes them, and where each is shown while all fields are there. */
const told: readonly (readonly [path: string, shown: string])[] = [
  ["", "spec"],
  ["spec", "spec"],
  ["spec.pattern", "spec.pattern"],
  ["spec.spacing_um", "spec.spacing_um"],
  ["spec.angle_mdeg", "spec.angle_mdeg"],
  ["spec.margin_um", "spec.margin_um"],
  ["spec.order", "spec.order"],
  ["spec.protocol", "spec.protocol"],
  ["spec.placement", "spec.placement"],
  ["spec.centred", "spec.placement"],
  ["spec.origin", "spec.placement"],
  ["spec.lattice", "spec.placement"],
  ["spec.lattice.b_x", "spec.placement"],
  ["spec.lattice.origin_x", "spec.placement"],
  ["spec.best_fit", "spec.placement"],
  ["spec.best_fit.effort", "spec.best_fit.effort"],
  ["spec.best_fit.wanted_points", "spec.best_fit.wanted_points"],
  ["spec.dosing", "spec.dosing.rule"],
  ["spec.dosing.rule", "spec.dosing.rule"],
  ["spec.dosing.point_nl", "spec.dosing.point_nl"],
  ["spec.dosing.total_nl", "spec.dosing.total_nl"],
  ["spec.dosing.share", "spec.dosing.share"],
  ["spec.dosing.cap_permille", "spec.dosing.cap_permille"],
  ["spec.dosing.mixture", "spec.dosing.mixture"],
  ["spec.dosing.mixture[1]", "spec.dosing.mixture[1]"],
  ["spec.dosing.mixture[1].unit", "spec.dosing.mixture[1].unit"],
  ["spec.injector.reservoir_nl", "spec.injector.reservoir_nl"],
  ["spec.depth", "spec.depth.kind"],
  ["spec.depth.depth_um", "spec.depth.depth_um"],
  ["spec.depth.insertion", "spec.depth.kind"],
  ["spec.depth.insertion.angle_mdeg", "spec.depth.insertion.angle_mdeg"],
  ["spec.depth.layer", "spec.depth.layer"],
  ["spec.limits", "spec.limits"],
  ["spec.limits[0]", "spec.limits[0]"],
  ["spec.limits[0].soft_min", "spec.limits[0].soft_min"],
  ["spec.delivered[3].component", "spec.delivered[3].component"],
  ["spec.delivered", "spec.delivered"],
  ["spec.body_mass_g", "spec.body_mass_g"],
  ["spec.fixed_points", "spec.fixed_points"],
  ["spec.fixed_points[2]", "spec.fixed_points[2]"],
  ["spec.fixed_points[2].volume_nl", "spec.fixed_points[2].volume_nl"],
  ["spec.outline", "spec.outline.polygons"],
  ["spec.outline.polygons", "spec.outline.polygons"],
  ["spec.outline.polygons[1]", "spec.outline.polygons[1]"],
  ["spec.outline.polygons[1].shell", "spec.outline.polygons[1]"],
  ["spec.outline.polygons[0].holes[2].x_um[17]", "spec.outline.polygons[0]"],
  ["spec.outline.keep_outs", "spec.outline.keep_outs"],
  ["spec.outline.keep_outs[2].margin_um", "spec.outline.keep_outs[2].margin_um"],
  ["spec.outline.keep_outs[2].polygon.shell.y_um[0]", "spec.outline.keep_outs[2]"],
  ["spec.something_new.inner", "spec"],
  ["something else", "spec"],
];

test("what the server says is shown at its field", () => {
  for (const [path, shown] of told) expect(nearest(path, whole), path).toBe(shown);
});

test("what is said of a hidden field is shown at what it belongs to", () => {
  const without =
    (...hidden: string[]) =>
    (path: string) =>
      whole(path) && !hidden.includes(path);
  const cases: [string, string[], string][] = [
    ["spec.dosing.point_nl", ["spec.dosing.point_nl"], "spec.dosing.rule"],
    ["spec.dosing.cap_permille", ["spec.dosing.cap_permille"], "spec.dosing.rule"],
    ["spec.dosing.mixture[0].unit", ["spec.dosing.mixture[0].unit", "spec.dosing.mixture[0]"], "spec.dosing.mixture"],
    ["spec.best_fit.effort", ["spec.best_fit.effort"], "spec.placement"],
    ["spec.origin.x_um", ["spec.origin.x_um"], "spec.placement"],
    ["spec.depth.insertion.angle_mdeg", ["spec.depth.insertion.angle_mdeg"], "spec.depth.kind"],
    ["spec.spacing_um", ["spec.spacing_um"], "spec"],
  ];
  for (const [path, hidden, shown] of cases) expect(nearest(path, without(...hidden)), path).toBe(shown);
  for (const [path] of told)
    expect(
      nearest(path, () => false),
      path,
    ).toBe("spec");
});

test("the words of the form", () => {
  const cases: [text: string, path: string, said: string][] = [
    [
      "spec.spacing_um: is 5 um; it must be 20 to 100000 um",
      "spec.spacing_um",
      "Spacing is 0.005 mm; it must be 0.02 to 100 mm",
    ],
    [
      "spec.dosing.rule: is absent; give point_nl, total_nl or nl_per_cm2",
      "spec.dosing.rule",
      "Volumes is absent; give a volume for each point, in all or for each cm²",
    ],
    [
      'spec.dosing.mixture[0].unit: is empty; name it, or give "a" a part_nl if it is a diluent',
      "spec.dosing.mixture[0].unit",
      'Ingredient 1: unit is empty; name it, or give "a" a part if it is a diluent',
    ],
    [
      "spec.angle_mdeg: is 5 mdeg, but PATTERN_NONE has no rows; leave it out",
      "spec.angle_mdeg",
      "Angle is 0.005°, but no pattern has no rows; leave it out",
    ],
    [
      "The grid has no point. Reduce margin_um or spacing_um.",
      "spec",
      "The grid has no point. Reduce margin or spacing.",
    ],
    [
      "Lies nearer than the spacing of 10 mm to fixed_points[0].",
      "spec.fixed_points[1]",
      "Lies nearer than the spacing of 10 mm to fixed point 1.",
    ],
    [
      "spec.dosing.mixture[0].amount_micro: is 0 millionths of IU; give 1 to 1000000000000000000",
      "spec.dosing.mixture[0].amount_micro",
      "Ingredient 1: amount is not said; give it in IU",
    ],
    [
      "spec.dosing.mixture[0].in_nl: is 0 nL; give 1 to 1000000000000, the volume that holds the amount",
      "spec.dosing.mixture[0].in_nl",
      "Ingredient 1: in volume is not said; give the volume that holds the amount",
    ],
    [
      "spec.limits[0].soft_max: is 30000000, above hard_max, 20000000; give them in ascending order",
      "spec.limits[0].soft_max",
      "Limit 1: warn above is above refuse above; give them in ascending order",
    ],
    ["the lattice is 7 um * 2^-20", "", "The lattice is 7 um * 2^-20"],
    [
      "spec.dosing.total_nl: is too much: the total exceeds 2^64 - 1 nL at point 3; reduce it",
      "spec.dosing.total_nl",
      "Total volume is too much: the total exceeds 2^64 - 1 nL at point 4 (index 3); reduce it",
    ],
    [
      "spec.dosing.mixture[0].part_nl: is 2000000000000 nL; give at most 1000000000000",
      "spec.dosing.mixture[0].part_nl",
      "Ingredient 1: part is 2000000000 µL; give at most 1000000000 µL",
    ],
    [
      "spec.dosing.mixture[0].in_nl: is 2000000000000 nL; give 1 to 1000000000000, the volume that holds the amount",
      "spec.dosing.mixture[0].in_nl",
      "Ingredient 1: in volume is 2000000000 µL; give 0.001 to 1000000000 µL, the volume that holds the amount",
    ],
    [
      'spec.fixed_points[0].name: is "5 um \\"margin_um\\" PATTERN_NONE", which is no site of protocol a; its sites are b',
      "spec.fixed_points[0].name",
      'Fixed point 1: name is "5 um \\"margin_um\\" PATTERN_NONE", which is no site of protocol a; its sites are b',
    ],
    [
      "spec.dosing.point_nl: is 0 nL; give at least 1 nL",
      "spec.dosing.point_nl",
      "Volume a point is 0 µL; give at least 0.001 µL",
    ],
  ];
  for (const [text, path, said] of cases) expect(inWords(text, path)).toBe(said);
});

test("titles", () => {
  expect(titleOf("spec.outline.keep_outs[1].margin_um")).toBe("Keep-out 2: margin");
  expect(titleOf("spec.limits[3]")).toBe("Limit 4");
  expect(inWords("spec: gives 5 points", "spec")).toBe("The plan gives 5 points");
  expect(inWords("spec.outline: is not given", "spec.outline")).toBe("The outline is not given");
  expect(titleOf("spec.lattice.a_x")).toBe("Placement");
  expect(titleOf("spec.depth")).toBe("Depth");
  expect(titleOf("spec.unknown_thing")).toBe("spec.unknown_thing");
});
