/**
 * The page says what the command says. testdata/tables.json has answers of `mesogrid grid -o json` on the examples, what of
 * the plan the table shows, and the lines of `-o table` for the same plans.
 */
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { GenerateGridResponseSchema, GridSpecSchema } from "@mesogrid/client";
import { expect, test } from "vitest";
import { newPlan } from "../src/plan/plan.ts";
import { densities, totals } from "../src/results/doses.ts";
import { origin, pattern, points, type Row, supply, volumes, way } from "../src/results/figures.ts";
import type { Answer } from "../src/store.ts";
import tables from "./testdata/tables.json" with { type: "json" };

interface Case {
  readonly name: string;
  readonly spec: JsonValue;
  readonly answer: JsonValue;
  readonly table: readonly string[];
}

function answerOf({ name, spec, answer }: Case): Answer {
  const { header, report } = fromJson(GenerateGridResponseSchema, answer);
  if (!header || !report) throw new Error("testdata has no header or no report");
  const plan = { ...newPlan(fromJson(GridSpecSchema, spec)), names: [name] };
  const none = { x: new Int32Array(), y: new Int32Array(), volume: new Uint32Array() };
  return { plan, header, report, ...none, omitted: false };
}

/** plain is a line with single spaces, and with units as the command writes them. */
const plain = (line: string): string => line.replaceAll("²", "2").replace(/\s+/g, " ").trim();

/** The command has volumes, their spread and their densities in other rows. */
function volumeLines(answer: Answer): string[] {
  const rows = new Map([...volumes(answer), ...pattern(answer)].map(({ name, value }) => [name, value]));
  if (rows.get("Volume") === "none") return [];
  const spread = rows.has("mean")
    ? `, mean ${rows.get("mean")}, coefficient of variation ${rows.get("coefficient of variation")}`
    : "";
  const lines = [`Volume ${rows.get("Volume")} in all, ${rows.get("a point")} a point${spread}`];
  if (rows.has("rounded down")) lines.push(`rounded down ${rows.get("rounded down")}`);
  lines.push(
    `lattice density ${rows.get("Volume, lattice density")}`,
    `mean density ${rows.get("Volume, mean density")}`,
  );
  return lines;
}

function doseLines({ report: { doses } }: Answer): string[] {
  const dense = densities(doses);
  return totals(doses).rows.map(([name, total, most]) => {
    const at = dense.findIndex((row) => row.name === name && !row.under);
    const under: string[] = [];
    for (let i = at + 1; dense[i]?.under; i++) under.push(dense[i]!.value);
    return [name, total, most, ...under].join(" ");
  });
}

test.each(Object.entries(tables as Record<string, Case>))("%s: the rows of the command, and no other", (_, one) => {
  const answer = answerOf(one);
  const rows = [points, pattern, way, supply, origin].flatMap((part): Row[] => part(answer));
  const lines = rows
    .filter(({ name }) => !name.startsWith("Volume, "))
    // The page's player shows both numbers of a point, so it says which one is meant.
    .map(({ name, value }) => ({ name: name.replace(" (index)", ""), value }))
    .map(({ name, value }) => `${name} ${name === "Lattice" ? "--placement " : ""}${value}`);
  const page = [...lines, ...volumeLines(answer), ...doseLines(answer)].map(plain).sort();
  const command = one.table
    .map(plain)
    .filter((line) => line !== "" && !/^(Warning:|Dose )/.test(line))
    .sort();
  expect(page).toEqual(command);
});
