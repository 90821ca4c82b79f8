/**
 * The plan: all that a person draws and says, and what undo goes back to. A plan is never changed, only replaced; parts that
 * stay are shared. What the server is asked for is its spec as it stands.
 *
 * Coordinates are whole um, x to the right and y up. Rings are open: the first vertex is not repeated.
 */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type GridSpec, GridSpecSchema, type KeepOut, type Outline, type Polygon, type Ring } from "@mesogrid/client";

export interface Plan {
  /** What is asked of the server. Its outline is always there; its angle is not while a lattice is frozen. */
  readonly spec: GridSpec;
  /** Names of the polygons, for the table and for files; the contract has none. */
  readonly names: readonly string[];
  /** Placement and angle to go back to, while spec.placement holds the lattice of an earlier answer; null: not frozen. */
  readonly thawed: Thawed | null;
  /** Photograph under the drawing. */
  readonly photo: Photo | null;
}

export interface Thawed {
  readonly placement: GridSpec["placement"];
  readonly angleMdeg: number | undefined;
}

/** A photograph, with its lower left corner at x, y. */
export interface Photo {
  /** blob: URL of the picture, which lives as long as the page. */
  readonly url: string;
  readonly name: string;
  /** Size, pixels. */
  readonly width: number;
  readonly height: number;
  /** Lower left corner, um. */
  readonly x: number;
  readonly y: number;
  /** Size of a pixel, um; until it is scaled by a known distance it is a guess. */
  readonly umPerPixel: number;
  readonly scaled: boolean;
}

/** A ring of the outline: ring 0 is the shell, the holes follow. */
export interface RingPlace {
  readonly of: "polygon" | "keepOut";
  readonly index: number;
  readonly ring: number;
}

export const emptyPlan: Plan = newPlan({});

/** newPlan is a plan of a spec, with an outline in any case and a name for each polygon. */
export function newPlan(spec: MessageInitShape<typeof GridSpecSchema>, names: readonly string[] = []): Plan {
  const whole = create(GridSpecSchema, spec);
  if (whole.area.case !== "outline") whole.area = create(GridSpecSchema, { area: { case: "outline", value: {} } }).area;
  const plan = { spec: whole, names: [], thawed: null, photo: null };
  return { ...plan, names: outlineOf(plan).polygons.map((_, i) => names[i] ?? "") };
}

export function outlineOf(plan: Plan): Outline {
  if (plan.spec.area.case !== "outline") throw new Error("a plan without an outline");
  return plan.spec.area.value;
}

/** withSpec is the plan with some fields of its spec replaced. */
export function withSpec(plan: Plan, change: Partial<GridSpec>): Plan {
  return { ...plan, spec: { ...plan.spec, ...change } };
}

/** withOutline is the plan with polygons, keep-outs or both replaced; names go with the polygons. */
export function withOutline(
  plan: Plan,
  change: { polygons?: Polygon[]; keepOuts?: KeepOut[] },
  names: readonly string[] = plan.names,
): Plan {
  const value = { ...outlineOf(plan), ...change };
  return { ...withSpec(plan, { area: { case: "outline", value } }), names };
}

/** ringsOf is shell and holes, in that order. */
export function ringsOf(polygon: Polygon | undefined): Ring[] {
  return polygon?.shell ? [polygon.shell, ...polygon.holes] : [];
}

/** ringAt is a ring of the plan; undefined: there is none at that place. */
export function ringAt(plan: Plan, at: RingPlace): Ring | undefined {
  const outline = outlineOf(plan);
  const polygon = at.of === "polygon" ? outline.polygons[at.index] : outline.keepOuts[at.index]?.polygon;
  return ringsOf(polygon)[at.ring];
}

/** asked is the spec to send: without an outline where nothing is drawn, as the contract wants it for fixed points alone. */
export function asked(spec: GridSpec): GridSpec {
  const outline = spec.area.value;
  const drawn = (outline?.polygons.length ?? 0) + (outline?.keepOuts.length ?? 0) > 0;
  return drawn ? spec : { ...spec, area: { case: undefined } };
}

/** isEmpty says that there is nothing to ask for yet: no area, and no points of one's own. */
export function isEmpty(plan: Plan): boolean {
  return outlineOf(plan).polygons.length === 0 && plan.spec.fixedPoints.length === 0;
}
