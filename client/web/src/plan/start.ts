/**
 * The plan that the page starts with, where its address says nothing: a grid that reads well on an area of some cm. It
 * gives no volumes: nobody has asked for any.
 */
import { Pattern } from "@mesogrid/client";
import { newPlan, type Plan } from "./plan.ts";

/** Spacing of a new lattice, um. */
export const startSpacingUm = 10_000;
/** Pattern of a new lattice. */
export const startPattern = Pattern.TRIANGULAR;
/** Margin of a new plan, um. */
const startMarginUm = 3_000;

export const startPlan: Plan = newPlan({
  pattern: startPattern,
  spacingUm: startSpacingUm,
  marginUm: startMarginUm,
});
