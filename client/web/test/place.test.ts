import { create } from "@bufbuild/protobuf";
import { GridSpecSchema } from "@mesogrid/client";
import { expect, test } from "vitest";
import { type Message, worded } from "../src/message.ts";
import { inPlan, oneLine, type Place, placeOf, placesOf, ringName, short } from "../src/plan/place.ts";
import { newPlan, type RingPlace, ringAt } from "../src/plan/plan.ts";

const ring = (n: number) => ({ xUm: Array.from({ length: n }, (_, i) => i), yUm: Array.from({ length: n }, () => 0) });
const plan = newPlan(
  create(GridSpecSchema, {
    area: {
      case: "outline",
      value: {
        polygons: [{ shell: ring(4) }, { shell: ring(5), holes: [ring(3), ring(6)] }],
        keepOuts: [{ polygon: { shell: ring(7), holes: [ring(8)] }, name: "eye" }, { polygon: { shell: ring(9) } }],
      },
    },
  }),
  ["", "left cheek"],
);

/** pathOf is what the server calls a vertex: the other way round, as the contract has it. */
function pathOf({ of, index, ring }: RingPlace, vertex: number | null, axis: string): string {
  const list = of === "polygon" ? `polygons[${index}]` : `keep_outs[${index}].polygon`;
  const at = ring === 0 ? "shell" : `holes[${ring - 1}]`;
  return `spec.outline.${list}.${at}${vertex === null ? "" : `.${axis}_um[${vertex}]`}`;
}

test("every vertex of every ring is found again by its path", () => {
  for (const place of placesOf(plan)) {
    const n = ringAt(plan, place)?.xUm.length ?? 0;
    for (const vertex of [null, ...Array.from({ length: n }, (_, i) => i)]) {
      for (const axis of ["x", "y"]) {
        const path = pathOf(place, vertex, axis);
        const want: Place = { ring: place, vertex };
        expect(placeOf(path), path).toEqual(want);
        expect(inPlan(plan, placeOf(path)), path).toEqual(want);
      }
    }
  }
});

test("a polygon as a whole is its shell, and other fields are no place", () => {
  const shell = (of: RingPlace["of"], index: number): Place => ({ ring: { of, index, ring: 0 }, vertex: null });
  expect(placeOf("spec.outline.polygons[3]")).toEqual(shell("polygon", 3));
  expect(placeOf("outline.keep_outs[1].polygon")).toEqual(shell("keepOut", 1));
  expect(placeOf("spec.outline.polygons[0].shell.y_um")).toEqual(shell("polygon", 0));
  for (const path of [
    "",
    "spec",
    "spec.outline",
    "spec.outline.polygons",
    "spec.outline.keep_outs[0].margin_um",
    "spec.outline.keep_outs[0].name",
    "spec.outline.polygons[-1]",
    "spec.outline.polygons[0].shell.z_um[1]",
    "spec.outline.polygons[0].shell.x_um[1].x",
    "spec.fixed_points[0].x_um",
    "spec.origin.x_um",
  ]) {
    expect(placeOf(path), path).toBeNull();
  }
});

test("a place that the plan no longer has is none", () => {
  expect(inPlan(plan, placeOf("spec.outline.polygons[2].shell.x_um[0]"))).toBeNull();
  expect(inPlan(plan, placeOf("spec.outline.polygons[0].holes[0]"))).toBeNull();
  expect(inPlan(plan, placeOf("spec.outline.polygons[0].shell.x_um[4]"))?.vertex).toBeNull();
  expect(inPlan(plan, null)).toBeNull();
});

test("names of rings", () => {
  expect(placesOf(plan).map((at) => ringName(plan, at))).toEqual([
    "Area 1",
    "left cheek",
    "left cheek, hole 1",
    "left cheek, hole 2",
    "eye",
    "eye, hole 1",
    "Keep-out 2",
  ]);
  expect(oneLine("a\u202eb\nc")).toBe("a b c");
  expect(short("é".repeat(41))).toBe(`${"é".repeat(39)}…`);
  expect(short("é".repeat(40))).toBe("é".repeat(40));
});

test("messages call rings and fields by name", () => {
  const message = (field: string, text: string): Message => ({ kind: "error", field, reason: "", text });
  expect(
    worded(
      plan,
      message(
        "spec.outline.polygons[1].holes[0].x_um[2]",
        "spec.outline.polygons[1].holes[0].x_um[2]: the ring crosses outline.polygons[0].shell at (1, 2) mm",
      ),
    ),
  ).toBe("left cheek, hole 1, vertex 2: the ring crosses Area 1 at (1, 2) mm");
  expect(worded(plan, message("spec.spacing_um", "spec.spacing_um: is 1 um; it must be 20 to 100000 um"))).toBe(
    "Spacing is 0.001 mm; it must be 0.02 to 100 mm",
  );
  expect(worded(plan, message("spec.limits[0]", "Total volume: 3 mL is above 2 mL"))).toBe(
    "Total volume: 3 mL is above 2 mL",
  );
  const none = "No lattice point lies in 2 of 3 polygons: index 0, 1. Reduce spacing_um, or leave them out.";
  expect(worded(plan, message("spec.outline.polygons[0]", none))).toBe(
    "No lattice point lies in 2 of 3 polygons: Area 1, left cheek. Reduce spacing, or leave them out.",
  );
  // The server counts from 0, and the page from 1.
  const outside = (why: string) => message("spec.fixed_points[0]", `spec.fixed_points[0]: at (1, 2) mm ${why}`);
  expect(worded(plan, outside("lies 2 mm from the edge of polygon 0, nearer than the margin of 3 mm"))).toBe(
    "Fixed point 1 at (1, 2) mm lies 2 mm from the edge of Area 1, nearer than the margin of 3 mm",
  );
  expect(worded(plan, outside("lies in keep-out 1; move it"))).toBe(
    "Fixed point 1 at (1, 2) mm lies in Keep-out 2; move it",
  );
  expect(worded(plan, outside('lies in keep-out 0 ("eye"); move it'))).toBe(
    "Fixed point 1 at (1, 2) mm lies in eye; move it",
  );
});
