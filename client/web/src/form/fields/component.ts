/** A field for a component of the mixture with its unit, which has to be that of the mixture, letter by letter. */
import { valueAt, withValueAt } from "../../plan/contract.ts";
import { withSpec } from "../../plan/plan.ts";
import type { Store } from "../../store.ts";
import type { Options, Part } from "../field.ts";
import type { Now } from "../now.ts";
import { choiceField } from "./choice.ts";

/** componentField is for an entry that has a component and a unit; path is that of the entry. */
export function componentField(
  store: Store,
  path: string,
  options: Pick<Options, "when"> & { readonly none?: (now: Now) => boolean } = {},
): Part {
  const key = (name: string, unit: string) => JSON.stringify([name, unit]);
  const own = ({ spec }: Now): [string, string] => [
    String(valueAt(spec, `${path}.component`) ?? ""),
    String(valueAt(spec, `${path}.unit`) ?? ""),
  ];
  return choiceField({
    when: options.when,
    wide: true,
    path: `${path}.component`,
    choices: (now) => {
      const known = componentsOf(now).map(([name, unit]) => ({ value: key(name, unit), label: `${name} (${unit})` }));
      if (options.none?.(now)) known.push({ value: key("", ""), label: "None" });
      const [name, unit] = own(now);
      const same = componentsOf(now).some(([n, u]) => folded(n) === folded(name) && u === unit);
      if (known.some(({ value }) => value === key(name, unit))) return known;
      const label = name === "" ? "Choose one" : `${name} (${unit})${same ? "" : ": not so in the mixture"}`;
      return [{ value: key(name, unit), label }, ...known];
    },
    value: (now) => key(...own(now)),
    choose: (value) =>
      store.edit("set component", (plan) => {
        const [name, unit] = JSON.parse(value) as [string, string];
        const named = withValueAt(plan.spec, `${path}.component`, name);
        return withSpec(plan, withValueAt(named, `${path}.unit`, unit));
      }),
  });
}

/** folded is a name as the contract takes it: whatever the case and the spaces. */
export function folded(name: string): string {
  return name.trim().split(/\s+/).join(" ").toLowerCase();
}

/** componentsOf are the names and units in the mixture that is in force; diluents are no components. */
export function componentsOf({ filled }: Now): [name: string, unit: string][] {
  return (filled.dosing?.mixture ?? []).filter(({ unit }) => unit !== "").map(({ name, unit }) => [name, unit]);
}
