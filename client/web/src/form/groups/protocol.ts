/** The protocol that a plan names, and all that it says. */
import type { Limit, Protocol } from "@mesogrid/client";
import { h } from "../../dom.ts";
import { withProtocol } from "../../plan/parameters.ts";
import type { Store } from "../../store.ts";
import { newId, type Part } from "../field.ts";
import { choiceField } from "../fields/choice.ts";
import { Group, note } from "../group.ts";
import { bounds, confidenceNames, defaultsInWords, limitName, unitOf } from "../words.ts";

export function protocolGroup(store: Store): Group {
  return new Group("Protocol", true, [choose(store), about()]);
}

function choose(store: Store): Part {
  return choiceField({
    path: "spec.protocol",
    wide: true,
    choices: ({ state, spec, protocol }) => [
      { value: "", label: "None" },
      ...(spec.protocol !== "" && !protocol
        ? [{ value: spec.protocol, label: `${spec.protocol}: not known here` }]
        : []),
      ...state.protocols.map(({ name, title }) => ({ value: name, label: title })),
    ],
    value: ({ spec }) => spec.protocol,
    choose: (name, { state, protocol }) => {
      const next = state.protocols.find((p) => p.name === name);
      store.edit("choose a protocol", (plan) => withProtocol(plan, next, protocol));
      const filled = next ? defaultsInWords(next) : [];
      if (filled.length > 0)
        store.view({ notice: `The protocol fills in ${filled.join("; ")}. Undo brings back what was set.` });
    },
  });
}

/** about is what the named protocol says; it is made anew only for another protocol. */
function about(): Part {
  const body = h("div", { class: "protocol" });
  const element = h("div", { hidden: true }, body);
  let shown: Protocol | undefined;
  return note(element, ({ protocol }) => {
    element.hidden = !protocol;
    if (protocol === shown) return;
    shown = protocol;
    body.replaceChildren(...(protocol ? tell(protocol) : []));
  });
}

function tell(p: Protocol): HTMLElement[] {
  const course = [
    p.sessions > 0 ? `At most ${p.sessions} sessions.` : "",
    p.intervalDays > 0 ? `At least ${p.intervalDays} days between sessions.` : "",
  ].filter(Boolean);
  const defaults = defaultsInWords(p);
  return [
    h("p", { class: "notice" }, p.notice),
    h("p", {}, p.title, h("span", { class: "source" }, `${p.name}, version ${p.version}`)),
    section("Fills in", defaults.length > 0 && list(defaults)),
    section(`Limits (${p.limits.length})`, p.limits.length > 0 && limitTable(p.limits)),
    section("Course", course.length > 0 && h("p", {}, course.join(" "))),
    section("Sites", p.sites.length > 0 && h("p", {}, `${p.sites.length} fixed sites: ${p.sites.join(", ")}.`)),
    section("Where it holds", p.jurisdictionNote !== "" && h("p", {}, p.jurisdictionNote)),
    section("Notes", p.notes.length > 0 && list(p.notes)),
    section(
      "Sources",
      list(
        p.citations.map(({ text, confidence }) => `${text} (${confidenceNames[confidence] ?? "confidence not said"})`),
      ),
    ),
  ].filter((element) => element !== null);
}

function section(title: string, body: HTMLElement | false): HTMLElement | null {
  return body ? h("details", {}, h("summary", {}, title), body) : null;
}

function list(texts: readonly string[]): HTMLElement {
  return h("ul", {}, ...texts.map((text) => h("li", {}, text)));
}

function limitTable(limits: readonly Limit[]): HTMLElement {
  const caption = newId();
  const usual = limits.some(({ softMin, softMax }) => softMin !== undefined || softMax !== undefined);
  const head = ["Limit on", usual && "Usual", "Allowed"].map((text) => text && h("th", { scope: "col" }, text));
  const body = limits.map((limit) => {
    const q = unitOf(limit);
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, limitName(limit), limit.source !== "" && h("span", { class: "source" }, limit.source)),
      usual && h("td", {}, bounds(limit.softMin, limit.softMax, q)),
      h("td", {}, bounds(limit.hardMin, limit.hardMax, q)),
    );
  });
  return h(
    "div",
    {},
    h(
      "p",
      { id: caption, class: "faint" },
      `${usual ? "Outside the usual is a warning; outside" : "Outside"} the allowed gets no points.`,
    ),
    h("table", { "aria-describedby": caption }, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...body)),
  );
}
