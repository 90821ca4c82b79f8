/** What the form shows: the plan, and what a protocol makes of it. */
import type { GridSpec, Protocol } from "@mesogrid/client";
import { fill } from "../plan/fill.ts";
import type { Plan } from "../plan/plan.ts";
import type { State } from "../store.ts";

export interface Now {
  readonly state: State;
  readonly plan: Plan;
  readonly spec: GridSpec;
  /** The protocol that the plan names; undefined: none, or one that the server does not have. */
  readonly protocol: Protocol | undefined;
  /** The plan with what the protocol fills in. */
  readonly filled: GridSpec;
}

export function nowOf(state: State): Now {
  const { plan, protocols } = state;
  const { spec } = plan;
  const protocol = protocols.find(({ name }) => name === spec.protocol);
  return { state, plan, spec, protocol, filled: fill(spec, protocol) };
}
