import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogue } from "../src/form/catalogue.ts";
import {
  angle,
  arealVolume,
  largeVolume,
  length,
  mass,
  micro,
  permille,
  type Quantity,
  volume,
} from "../src/plan/quantity.ts";

/** What a name of the contract ends with, and the quantities that show such small units. */
const endings: readonly (readonly [RegExp, readonly Quantity[]])[] = [
  [/_um$/, [length]],
  [/_mdeg$/, [angle]],
  [/_nl$/, [volume, largeVolume]],
  [/nl_per_cm2$/, [arealVolume]],
  [/_micro$/, [micro]],
  [/_permille$/, [permille]],
  [/_g$/, [mass]],
];

test("a field shows the unit that the contract's name has", () => {
  const thousandths: [Quantity, string, number][] = [
    [length, "mm", 3],
    [angle, "°", 3],
    [volume, "µL", 3],
    [largeVolume, "mL", 6],
    [arealVolume, "µL/cm²", 3],
    [mass, "kg", 3],
  ];
  for (const [q, unit, decimals] of thousandths) expect([q.unit, q.decimals]).toEqual([unit, decimals]);
  for (const [path, { number }] of Object.entries(catalogue)) {
    if (!number) continue;
    const wanted = endings.find(([ending]) => ending.test(path))?.[1] ?? [{ unit: "", decimals: 0 }];
    expect(wanted, path).toContainEqual(number.quantity);
  }
});

/** Of each field the message that has it and its comment, which tells its range. */
function comments(proto: string): Map<string, string> {
  const found = new Map<string, string>();
  let message = "";
  let comment = "";
  for (const line of proto.split("\n").map((l) => l.trim())) {
    message = /^message (\w+)/.exec(line)?.[1] ?? message;
    if (line.startsWith("//")) comment += `${line.slice(3)} `;
    else {
      const name = /^(?:optional |repeated )?\w+ (\w+) = \d+;/.exec(line)?.[1];
      if (name) found.set(`${message}.${name}`, comment);
      comment = "";
    }
  }
  return found;
}

test("a field takes the range that the contract tells", () => {
  const told = comments(readFileSync(new URL("../../../proto/mesogrid/v1/grid.proto", import.meta.url), "utf8"));
  const cases: [path: string, field: string][] = [
    ["spec.spacing_um", "GridSpec.spacing_um"],
    ["spec.angle_mdeg", "GridSpec.angle_mdeg"],
    ["spec.margin_um", "GridSpec.margin_um"],
    ["spec.body_mass_g", "GridSpec.body_mass_g"],
    ["spec.dosing.cap_permille", "Dosing.cap_permille"],
    ["spec.depth.depth_um", "Depth.depth_um"],
    ["spec.depth.insertion.length_um", "Insertion.length_um"],
    ["spec.depth.insertion.angle_mdeg", "Insertion.angle_mdeg"],
    ["spec.outline.keep_outs[].margin_um", "KeepOut.margin_um"],
  ];
  const whole = (text: string) => BigInt(text.replaceAll(",", ""));
  for (const [path, field] of cases) {
    const m = /(-?\d[\d,]*)(?: \w+)? to (-?[\d,]+\d)/.exec(told.get(field) ?? "");
    if (!m) throw new Error(`the contract tells no range of ${field}: ${told.get(field)}`);
    const { min, max } = catalogue[path]!.number!;
    expect([min, max], path).toEqual([whole(m[1]!), whole(m[2]!)]);
  }
});
