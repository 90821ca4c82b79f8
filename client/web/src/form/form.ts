/**
 * The form of the plan's parameters: all of the contract's but the rings, which are drawn. What the server says of a path
 * stands beside its field.
 */
import "../style/form.css";
import { h } from "../dom.ts";
import { type Message, messages, worded } from "../message.ts";
import { placeOf } from "../plan/place.ts";
import type { State, Store } from "../store.ts";
import type { Target } from "./field.ts";
import { type Group, room } from "./group.ts";
import { areasGroup } from "./groups/areas.ts";
import { depthGroup } from "./groups/depth.ts";
import { doseGroup } from "./groups/dose.ts";
import { gridGroup } from "./groups/grid.ts";
import { injectorGroup } from "./groups/injector.ts";
import { limitsGroup } from "./groups/limits.ts";
import { pointsGroup } from "./groups/points.ts";
import { protocolGroup } from "./groups/protocol.ts";
import { nowOf } from "./now.ts";
import { inWords, nearest, whole } from "./paths.ts";

/** Units that mixtures are written in; others may be typed. */
const units = ["mg", "mcg", "g", "ng", "units", "mmol", "mol"];

let focus: (path: string) => boolean = () => false;

/**
 * focusField goes to the field that shows messages about a path of the contract, opens what hides it, and marks the ring and
 * vertex that the path is about. False: the path belongs to the plan as a whole.
 */
export function focusField(path: string): boolean {
  return focus(path);
}

/** mountForm fills the form and keeps it. */
export function mountForm(root: HTMLElement, store: Store): void {
  const top = room(whole);
  const groups = [
    protocolGroup(store),
    gridGroup(store),
    doseGroup(store),
    depthGroup(store),
    injectorGroup(store),
    limitsGroup(store),
    areasGroup(store),
    pointsGroup(store),
  ];
  const list = h("datalist", { id: "units" }, ...units.map((value) => h("option", { value })));
  root.append(h("h2", {}, "Plan"), list, top.element, ...groups.map(({ element }) => element));

  const owners = (): Map<string, { target: Target; group: Group | null }> => {
    const all = new Map<string, { target: Target; group: Group | null }>();
    for (const target of top.targets()) all.set(target.path, { target, group: null });
    for (const group of groups) for (const target of group.targets()) all.set(target.path, { target, group });
    return all;
  };

  const update = (state: State) => {
    const now = nowOf(state);
    for (const group of groups) group.show(now);
    const all = owners();
    const told = new Map<string, Message[]>();
    for (const message of messages(state)) {
      const path = nearest(message.field, (p) => all.has(p));
      // Above the form it would push all fields down, and the results have it.
      if (path === whole && message.kind === "warning") continue;
      const label = path === message.field ? all.get(path)?.target.label : undefined;
      const text = label ? inWords(message.text, path, label) : worded(now.plan, message);
      told.set(path, [...(told.get(path) ?? []), { ...message, text }]);
    }
    const inside = new Map<Group, Message[]>();
    for (const [path, { target, group }] of all) {
      const here = told.get(path) ?? [];
      target.tell(here);
      if (group) inside.set(group, [...(inside.get(group) ?? []), ...here]);
    }
    for (const group of groups) group.badge(inside.get(group) ?? []);
  };

  // A cursor over the drawing changes the state all the time, and nothing of the form.
  const parts = ["plan", "protocols", "answer", "refusal", "ring"] as const;
  let shown: State | null = null;
  store.listen((state) => {
    if (shown && parts.every((part) => state[part] === shown?.[part])) return;
    shown = state;
    update(state);
  });
  for (const { element } of groups) element.addEventListener("toggle", () => update(store.state));

  focus = (path) => {
    const place = placeOf(path);
    if (place) store.view(place);
    // What is closed may have fields that are not made yet: the group is opened first.
    const find = () => {
      const all = owners();
      return all.get(nearest(path, (p) => all.has(p)));
    };
    const group = find()?.group;
    if (!group) return place !== null;
    group.element.open = true;
    update(store.state);
    find()?.target.focus();
    return true;
  };
}
