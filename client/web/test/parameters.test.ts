import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  GridHeaderSchema,
  GridReportSchema,
  type GridSpecSchema,
  LatticeSchema,
  Pattern,
  type Protocol,
  ProtocolSchema,
  Share,
  SkinLayer,
} from "@mesogrid/client";
import { expect, test } from "vitest";
import { planOf, startOf } from "../src/files/address.ts";
import { toFragment } from "../src/files/fragment.ts";
import { folded } from "../src/form/fields/component.ts";
import { fill } from "../src/plan/fill.ts";
import {
  freeze,
  isFrozen,
  latticeOf,
  middle,
  thaw,
  withPattern,
  withPlacement,
  withProtocol,
  withShare,
} from "../src/plan/parameters.ts";
import { asked, newPlan, type Plan, withSpec } from "../src/plan/plan.ts";
import { missingSites, withPoints } from "../src/plan/sites.ts";
import { startPlan } from "../src/plan/start.ts";
import type { Answer } from "../src/store.ts";

const lattice = create(LatticeSchema, { aX: 5n, bY: 5n });
const square = { xUm: [0, 100, 100, 0], yUm: [0, 0, 60, 60] };
const drawing: MessageInitShape<typeof GridSpecSchema> = {
  pattern: Pattern.TRIANGULAR,
  spacingUm: 10_000,
  marginUm: 3_000,
  angleMdeg: 17_000,
  area: { case: "outline", value: { polygons: [{ shell: square }] } },
};
const drawn = newPlan(drawing);

function answerOf(plan: Plan): Answer {
  const none = { x: new Int32Array(), y: new Int32Array(), volume: new Uint32Array(), omitted: false };
  const header = create(GridHeaderSchema, { lattice });
  return { plan, header, report: create(GridReportSchema), ...none };
}

const protocol = (init: Parameters<typeof create<typeof ProtocolSchema>>[1]): Protocol => create(ProtocolSchema, init);
const submental = protocol({
  name: "submental",
  defaults: {
    pattern: Pattern.SQUARE,
    spacingUm: 10_000,
    dosing: { rule: { case: "pointNl", value: 200_000 }, mixture: [{ name: "a", unit: "mg" }] },
    depth: { layer: SkinLayer.HYPODERMIS },
  },
});
const sites = protocol({ name: "sites", defaults: { pattern: Pattern.NONE }, sites: ["one", "two", "three"] });
const bare = protocol({ name: "bare" });

test("a frozen grid carries its own direction, and gives back what was there", () => {
  const frozen = freeze(drawn, lattice);
  expect(frozen.spec.placement).toEqual({ case: "lattice", value: lattice });
  expect(frozen.spec.angleMdeg).toBeUndefined();
  expect(isFrozen(frozen)).toBe(true);
  expect(freeze(frozen, lattice)).toBe(frozen);
  const back = thaw(frozen);
  expect(back).toEqual(drawn);
  expect(thaw(back)).toBe(back);
  const came = newPlan({ placement: { case: "lattice", value: lattice } });
  expect(thaw(came).spec.placement.case).toBeUndefined();
});

test("only the lattice of the grid that is asked for is frozen", () => {
  const answer = answerOf(drawn);
  expect(latticeOf(drawn, answer)).toBe(lattice);
  expect(latticeOf(withSpec(drawn, { marginUm: 1 }), answer)).toBe(lattice);
  expect(latticeOf(drawn, null)).toBeUndefined();
  for (const change of [{ spacingUm: 1 }, { angleMdeg: 1 }, { pattern: Pattern.SQUARE }, { protocol: "x" }]) {
    expect(latticeOf(withSpec(drawn, change), answer), JSON.stringify(change)).toBeUndefined();
  }
  expect(latticeOf(withPlacement(drawn, "origin"), answer)).toBeUndefined();
});

test("without a lattice there is nothing of one", () => {
  const none = withPattern(freeze(withPlacement(drawn, "best_fit"), lattice), Pattern.NONE, undefined);
  expect(toFragment(none.spec)).toBe("pattern=none&margin_um=3000");
  expect(none.thawed).toBeNull();
  expect(withPattern(none, Pattern.SQUARE, undefined).spec.spacingUm).toBe(startPlan.spec.spacingUm);
  const named = withSpec(none, { protocol: "submental" });
  expect(withPattern(named, Pattern.UNSPECIFIED, submental).spec.spacingUm).toBe(0);
});

test("a protocol's cap is taken, as all that it fills in", () => {
  const own = newPlan({ dosing: { rule: { case: "pointNl", value: 5 }, share: Share.VORONOI, capPermille: 9000 } });
  const next = protocol({ name: "capped", defaults: { dosing: { capPermille: 1500 } } });
  const { spec } = withProtocol(own, next, undefined);
  expect(spec.dosing?.capPermille).toBe(0);
  expect(fill(spec, next).dosing?.capPermille).toBe(1500);
});

test("a component is one of the mixture's whatever the case and the spaces", () => {
  expect(folded(" Deoxycholic  ACID ")).toBe(folded("deoxycholic acid"));
  expect(folded("deoxycholicacid")).not.toBe(folded("deoxycholic acid"));
});

test("equal shares have no cap", () => {
  const capped = newPlan({ dosing: { rule: { case: "pointNl", value: 5 }, share: Share.VORONOI, capPermille: 3000 } });
  expect(withShare(capped, Share.CLIPPED_CELL, undefined).spec.dosing?.capPermille).toBe(3000);
  expect(withShare(capped, Share.UNSPECIFIED, undefined).spec.dosing?.capPermille).toBe(0);
  expect(withShare(capped, Share.EQUAL, undefined).spec.dosing?.capPermille).toBe(0);
});

test("a protocol gives what it fills in, and nothing else changes", () => {
  const set = newPlan({
    ...drawing,
    dosing: { rule: { case: "totalNl", value: 5n }, share: Share.VORONOI, mixture: [{ name: "own" }] },
    depth: { kind: { case: "depthUm", value: 3 }, layer: SkinLayer.DERMIS },
  } as MessageInitShape<typeof GridSpecSchema>);
  const named = withProtocol(set, submental, undefined);
  expect(toFragment(named.spec)).toBe(
    "angle_mdeg=17000&margin_um=3000&dosing.share=voronoi&depth.depth_um=3&protocol=submental",
  );
  const filled = fill(named.spec, submental);
  expect(filled.pattern).toBe(Pattern.SQUARE);
  expect(filled.spacingUm).toBe(10_000);
  expect(filled.dosing?.rule).toEqual({ case: "pointNl", value: 200_000 });
  expect(filled.dosing?.share).toBe(Share.VORONOI);
  expect(filled.dosing?.mixture.map(({ name }) => name)).toEqual(["a"]);
  expect(filled.depth?.kind).toEqual({ case: "depthUm", value: 3 });
  expect(filled.depth?.layer).toBe(SkinLayer.HYPODERMIS);
});

test("what the plan says itself stays, whatever the protocol fills in", () => {
  const own = newPlan({
    pattern: Pattern.TRIANGULAR,
    spacingUm: 7_000,
    dosing: { rule: { case: "totalNl", value: 5n }, mixture: [{ name: "b", unit: "mg" }] },
    depth: { layer: SkinLayer.DERMIS },
  }).spec;
  expect(fill(own, submental)).toEqual(own);
});

test("without the protocol, or with one that gives none, the lattice stays and the volumes go", () => {
  const named = withProtocol(drawn, submental, undefined);
  for (const next of [undefined, bare]) {
    const after = withProtocol(named, next, submental);
    expect(after.spec.pattern).toBe(Pattern.SQUARE);
    expect(after.spec.spacingUm).toBe(10_000);
    expect(fill(after.spec, next).dosing).toBeUndefined();
  }
});

test("a protocol of fixed sites has no lattice; a frozen one stays with another", () => {
  const none = withProtocol(freeze(drawn, lattice), sites, undefined);
  expect(toFragment(none.spec)).toBe("margin_um=3000&protocol=sites");
  expect(none.thawed).toBeNull();
  const back = withProtocol(none, undefined, sites);
  expect(back.spec.pattern).toBe(Pattern.NONE);
  expect(withProtocol(none, submental, sites).spec.spacingUm).toBe(0);
  const frozen = withProtocol(freeze(drawn, lattice), submental, undefined);
  expect([frozen.spec.pattern, frozen.spec.spacingUm]).toEqual([drawn.spec.pattern, drawn.spec.spacingUm]);
  expect(thaw(frozen).spec.angleMdeg).toBe(17_000);
});

test("sites get points in the area, each at a place of its own", () => {
  const plan = withSpec(drawn, { protocol: "sites" });
  const missing = missingSites(plan, sites);
  expect(missing).toEqual(["one", "two", "three"]);
  const placed = withPoints(withPoints(plan, missing), ["", "again"]);
  expect(missingSites(placed, sites)).toEqual([]);
  const places = placed.spec.fixedPoints.map(({ xUm, yUm }) => [xUm, yUm] as const);
  expect(new Set(places.map(String)).size).toBe(5);
  for (const [x, y] of places) expect(x > 0 && x < 100 && y > 0 && y < 60, `${x} ${y}`).toBe(true);
  expect(middle(plan)).toEqual({ x: 50, y: 30, width: 100, height: 60 });
  expect(withPoints(startPlan, ["a"]).spec.fixedPoints[0]).toMatchObject({ name: "a", xUm: 0, yUm: 0 });
});

test("an address takes the place of the parameters, and of nothing that is drawn", () => {
  const plan = freeze(withPoints(drawn, ["kept"]), lattice);
  const { plan: read, notice } = planOf(plan, "#pattern=square&spacing_um=7&bad=1");
  expect(toFragment(read.spec)).toBe("pattern=square&spacing_um=7");
  expect(read.spec.area).toEqual(plan.spec.area);
  expect(read.spec.fixedPoints).toEqual(plan.spec.fixedPoints);
  expect(read.thawed).toBeNull();
  expect(notice).toBe("Left out of the address: bad=1: is no parameter.");
  expect(startOf(null, "#")).toEqual({ plan: startPlan, notice: "" });
  expect(toFragment(startOf(null, "#protocol=submental").plan.spec)).toBe("protocol=submental");
});

test("nothing drawn is no outline", () => {
  expect(asked(startPlan.spec).area.case).toBeUndefined();
  expect(asked(drawn.spec)).toBe(drawn.spec);
});
