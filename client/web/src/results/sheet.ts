/** The results: what the grid gives, the most important first. Shown anew at each answer, sixty times a second in a drag. */
import "../style/sheet.css";
import { h } from "../dom.ts";
import { messages } from "../message.ts";
import type { Answer, Store } from "../store.ts";
import { mL, things } from "./amount.ts";
import { densities, totals } from "./doses.ts";
import { origin, pattern, points, supply, volumes, way } from "./figures.ts";
import { type FocusField, Notes } from "./notes.ts";
import { Rows, Table } from "./patch.ts";
import { Quiet } from "./quiet.ts";
import { isOld } from "./status.ts";

export function mountSheet(root: HTMLElement, store: Store, { focusField }: { focusField: FocusField }): void {
  const many = new Rows("main");
  const much = new Rows("main");
  const given = new Table("Dose of each component");
  const warnings = new Notes(store, focusField);
  const drawn = new Rows("");
  const lattice = new Rows("");
  const dense = new Rows("");
  const travel = new Rows("");
  const made = new Rows("");
  const quiet = new Quiet();

  const drawUp = section("Draw up", true, drawn.element);
  const density = section("Density of doses", true, dense.element);
  const old = h("p", { class: "old-note" }, "Of the last good grid, not of this plan");
  const body = h(
    "div",
    {},
    h("h2", {}, "Results"),
    old,
    many.element,
    much.element,
    given.element,
    warnings.element,
    drawUp,
    section("Pattern and area", true, lattice.element),
    density,
    section("Travel and depth", false, travel.element),
    section("Protocol, lattice and key", false, made.element),
    glossary(),
  );
  root.append(body, quiet.element);

  function show(answer: Answer): void {
    many.set(points(answer));
    much.set(volumes(answer));
    given.set(totals(answer.report.doses));
    dense.set(densities(answer.report.doses));
    density.hidden = answer.report.doses.length === 0;
    const rows = supply(answer);
    drawn.set(rows);
    drawUp.hidden = rows.length === 0;
    lattice.set(pattern(answer));
    travel.set(way(answer));
    made.set(origin(answer));
  }

  store.listen((now, before) => {
    const { answer } = now;
    const first = now === before;
    const same = answer === before.answer && now.refusal === before.refusal && now.plan === before.plan;
    if (!first && same && now.slow === before.slow) return;
    body.hidden = !answer;
    if (!answer) {
      quiet.say("");
      return;
    }
    const stale = isOld(now);
    root.classList.toggle("old", stale);
    old.hidden = !stale;
    if (first || answer !== before.answer) show(answer);
    warnings.set(answer.plan, now.refusal ? [] : messages(now));
    quiet.say(stale ? "" : summary(answer, warnings.count));
  });
}

function section(title: string, open: boolean, ...content: HTMLElement[]): HTMLDetailsElement {
  return h("details", { open }, h("summary", {}, title), ...content);
}

/** summary is the grid in a breath. */
function summary({ header, report }: Answer, warned: number): string {
  const parts = [things(header.key?.pointCount ?? 0n, "point", "points")];
  if (report.volume) parts.push(`${mL(header.totalVolumeNl)} mL`);
  if (warned > 0) parts.push(things(warned, "warning", "warnings"));
  return parts.join(", ");
}

/** glossary says what the figures are; the words are the command's. */
function glossary(): HTMLDetailsElement {
  const rows = new Rows("words");
  rows.set([
    { name: "Area", value: "of the outline less its keep-outs; margins are not taken off" },
    { name: "Nominal cell", value: "the area that one point of the lattice stands for" },
    {
      name: "lattice density",
      value: "of the point that gets most, over its own area or its nominal cell, whichever is more",
    },
    { name: "mean density", value: "the total over the area" },
    { name: "coefficient of variation", value: "standard deviation of the volumes over their mean" },
    {
      name: "rounded down",
      value:
        "what was asked, before steps of the injector and the cap, and what of it is not given: no point gets more than it is due",
    },
    {
      name: "Draw up",
      value:
        "the total and the dead volume of each filling; refill before the points of these indices; an index counts from 0, so index 4 is point 5",
    },
    {
      name: "Best fit",
      value: "what the search gained over centred; evenness is the coefficient of variation of the points' areas",
    },
    {
      name: "Travel",
      value:
        "the way through all points, straight from each to the next, over holes and keep-outs too; at least: what no order of them is below",
    },
    {
      name: "Key",
      value:
        "number of points, checksum over points and volumes, and revision of the algorithm: two grids of one key are the same",
    },
  ]);
  return section("What the figures say", false, rows.element);
}
