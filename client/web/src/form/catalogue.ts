/**
 * The places of a plan that the form has a field for, by their contract's paths with [] for any place in a list: what they
 * are called, what they mean, and for numbers what the contract takes. The ranges are the contract's.
 */
import {
  angle,
  arealVolume,
  count,
  largeVolume,
  length,
  mass,
  micro,
  permille,
  type Quantity,
  volume,
} from "../plan/quantity.ts";

export interface Entry {
  /** As the label says it. */
  readonly label: string;
  /** What a person may want to know of it. */
  readonly help?: string;
  /** For numbers only. */
  readonly number?: Range;
}

/** A whole number of small units. */
export interface Range {
  readonly quantity: Quantity;
  readonly min: bigint;
  readonly max: bigint;
  /** What an arrow key adds. */
  readonly step: bigint;
  /** What it means to say nothing; undefined: something has to be said. */
  readonly absent?: string;
}

const max32 = 2n ** 32n - 1n;
const max64 = 2n ** 64n - 1n;
/** As far from 0, 0 as the contract has places, um: 32 bits with a sign. */
const reach = 2n ** 31n - 1n;
/** The most liquid of an ingredient or left behind, nL: 1,000 L. */
const maxLiquid = 10n ** 12n;
/** The most of a component, millionths of its unit. */
const maxAmount = 10n ** 18n;

function range(quantity: Quantity, min: bigint, max: bigint, step: bigint, absent?: string): Range {
  return { quantity, min, max, step, absent };
}

const coordinate = range(length, -reach, reach, 500n);
const bound = range(count, 0n, max64, 1n, "none");

export const catalogue: Readonly<Record<string, Entry>> = {
  "spec.pattern": {
    label: "Pattern",
    help: "Triangular: the fewest points for a given largest gap. None: fixed points only.",
  },
  "spec.spacing_um": {
    label: "Spacing",
    help: "Distance between neighbouring points, 0.02 to 100 mm.",
    number: range(length, 20n, 100_000n, 500n),
  },
  "spec.angle_mdeg": {
    label: "Angle",
    help: "Direction of the rows, counter-clockwise from x.",
    number: range(angle, -360_000n, 360_000n, 1_000n, "0"),
  },
  "spec.margin_um": {
    label: "Margin",
    help: "Least distance of a point from every edge.",
    number: range(length, 0n, 1_000_000n, 500n),
  },
  "spec.placement": {
    label: "Placement",
    help: "Where the rows and columns lie. Best fit searches for most points or for a wanted number, at any angle unless one is given.",
  },
  "spec.origin.x_um": { label: "Point at x", number: coordinate },
  "spec.origin.y_um": { label: "Point at y", number: coordinate },
  "spec.best_fit.wanted_points": {
    label: "Points wanted",
    help: "Fixed ones included. The spacing stays, so it has to be near what the spacing gives.",
    number: range(count, 1n, max32, 1n, "most"),
  },
  "spec.best_fit.effort": {
    label: "Effort",
    help: "Pairs of an angle and a row phase to look at, up to 100000.",
    number: range(count, 1n, 100_000n, 100n, "1440"),
  },
  "spec.order": {
    label: "Order",
    help: "Serpentine: row by row, one area after another. Shortest: a short way through all points, up to 100000 of them.",
  },
  "spec.dosing.rule": {
    label: "Volumes",
    help: "Each point: one volume for every point. In all: shared by the points, so a change of spacing keeps the total; fixed points come on top of it. For each cm²: by the area of each point.",
  },
  "spec.dosing.point_nl": { label: "Volume a point", number: range(volume, 1n, max32, 10_000n) },
  "spec.dosing.total_nl": { label: "Total volume", number: range(largeVolume, 1n, maxLiquid, 100_000n) },
  "spec.dosing.nl_per_cm2": { label: "Volume per cm²", number: range(arealVolume, 1n, max32, 10_000n) },
  "spec.dosing.share": {
    label: "Share",
    help: "Which skin is a point's own. Equal: the cell of the lattice. Clipped: its part inside the area. Nearest: all skin that is nearer to it than to another point.",
  },
  "spec.dosing.cap_permille": {
    label: "Cap",
    help: "The most that the area of a point counts, 1 to 100 cells of the lattice.",
    number: range(permille, 1_000n, 100_000n, 100n, "2"),
  },
  "spec.dosing.mixture": {
    label: "Mixture",
    help: "What the liquid contains. Without parts the amounts are those of the finished mixture; with parts, every ingredient needs one.",
  },
  "spec.dosing.mixture[].name": { label: "Name" },
  "spec.dosing.mixture[].unit": { label: "Unit", help: "Letters only, such as mg or units. A diluent has none." },
  "spec.dosing.mixture[].amount_micro": {
    label: "Amount",
    number: range(micro, 1n, maxAmount, 1_000_000n, "none"),
  },
  "spec.dosing.mixture[].in_nl": { label: "In volume", number: range(largeVolume, 1n, maxLiquid, 100_000n, "none") },
  "spec.dosing.mixture[].part_nl": {
    label: "Part",
    help: "How much of this liquid goes into the mixture.",
    number: range(largeVolume, 1n, maxLiquid, 100_000n, "none"),
  },
  "spec.depth.kind": { label: "Depth", help: "How deep below the surface of the skin the liquid is placed." },
  "spec.depth.depth_um": { label: "Depth", number: range(length, 1n, 100_000n, 500n) },
  "spec.depth.insertion.length_um": { label: "Inserted length", number: range(length, 1n, 100_000n, 500n) },
  "spec.depth.insertion.angle_mdeg": {
    label: "Needle angle",
    help: "Between needle and skin; 90° is straight down.",
    number: range(angle, 1n, 90_000n, 1_000n),
  },
  "spec.depth.layer": {
    label: "Layer",
    help: "The layer that is meant. A depth outside what is usual for it is a warning.",
  },
  "spec.injector.step_nl": {
    label: "Step",
    help: "Every volume is a whole number of steps, and together they are never more than is due.",
    number: range(volume, 1n, max32, 1_000n, "0.001"),
  },
  "spec.injector.min_shot_nl": {
    label: "Min shot",
    help: "A point that would get less is refused.",
    number: range(volume, 0n, max32, 1_000n, "no bound"),
  },
  "spec.injector.max_shot_nl": {
    label: "Max shot",
    help: "A point that is due a step more is refused.",
    number: range(volume, 1n, max32, 10_000n, "no bound"),
  },
  "spec.injector.reservoir_nl": {
    label: "Reservoir",
    help: "Volume of a full syringe or vial.",
    number: range(largeVolume, 1n, max64, 100_000n, "never empty"),
  },
  "spec.injector.dead_volume_nl": {
    label: "Dead volume",
    help: "What each filling leaves behind in syringe, tube and needle.",
    number: range(largeVolume, 0n, maxLiquid, 10_000n, "0"),
  },
  "spec.protocol": {
    label: "Protocol",
    help: "Fills in what the plan leaves out, and its limits hold whatever is set.",
  },
  "spec.body_mass_g": {
    label: "Body mass",
    help: "For limits per kg.",
    number: range(mass, 300n, 700_000n, 1_000n, "not said"),
  },
  "spec.limits": {
    label: "Limits of your own",
    help: "They hold beside those of the protocol, so the stricter wins. Beyond a warning's bound the plan is marked, beyond a refusal's it gets no points.",
  },
  "spec.limits[].quantity": { label: "Limit on" },
  "spec.limits[].component": { label: "Component" },
  "spec.limits[].unit": { label: "Unit" },
  "spec.limits[].soft_min": { label: "Warn below", number: bound },
  "spec.limits[].soft_max": { label: "Warn above", number: bound },
  "spec.limits[].hard_min": { label: "Refuse below", number: bound },
  "spec.limits[].hard_max": { label: "Refuse above", number: bound },
  "spec.limits[].period_days": {
    label: "Over days",
    help: "What was given in fewer than so many days before counts too.",
    number: range(count, 1n, max32, 1n, "this plan"),
  },
  "spec.limits[].source": { label: "Source" },
  "spec.delivered": { label: "Given before", help: "Doses that were given before, for limits over days." },
  "spec.delivered[].component": { label: "Component" },
  "spec.delivered[].unit": { label: "Unit" },
  "spec.delivered[].amount_micro": { label: "Amount", number: range(micro, 0n, max64, 1_000_000n) },
  "spec.delivered[].days_ago": { label: "Days ago", number: range(count, 0n, max32, 1n) },
  "spec.outline.polygons": { label: "Areas" },
  "spec.outline.polygons[].name": { label: "Name" },
  "spec.outline.keep_outs": { label: "Keep-outs", help: "Areas that get no point." },
  "spec.outline.keep_outs[].name": { label: "Name" },
  "spec.outline.keep_outs[].margin_um": {
    label: "Margin",
    help: "Least distance of a point from this keep-out, where it is more than the plan's.",
    number: range(length, 0n, 1_000_000n, 500n),
  },
  "spec.fixed_points": {
    label: "Fixed points",
    help: "Points of your own. They come first, as listed, and must lie in the area.",
  },
  "spec.fixed_points[].name": { label: "Name" },
  "spec.fixed_points[].x_um": { label: "x", number: coordinate },
  "spec.fixed_points[].y_um": { label: "y", number: coordinate },
  "spec.fixed_points[].volume_nl": {
    label: "Volume",
    help: "Left out: the volume a point. With another rule it has to be said.",
    number: range(volume, 1n, max32, 10_000n, "as a point"),
  },
};

/** template is a path with [] for any place in a list. */
export function template(path: string): string {
  return path.replace(/\[\d+\]/g, "[]");
}

/** entryOf throws where the form has no field for a path. */
export function entryOf(path: string): Entry {
  const place = catalogue[template(path)];
  if (!place) throw new Error(`the form has no place for ${path}`);
  return place;
}
