/** What the device can do. */

import type { Store } from "../../store.ts";
import { numberField } from "../fields/number.ts";
import { Group } from "../group.ts";

export function injectorGroup(store: Store): Group {
  const fields = ["step_nl", "min_shot_nl", "max_shot_nl", "reservoir_nl", "dead_volume_nl"];
  return new Group(
    "Injector",
    false,
    fields.map((name) => numberField(store, { path: `spec.injector.${name}` })),
  );
}
