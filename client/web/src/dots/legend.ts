/** What colours and signs of the drawing mean, and how many points of each there are. */

import { h } from "../dom.ts";
import { show, volume, withUnit } from "../plan/quantity.ts";
import { isOld } from "../results/status.ts";
import type { State, Store } from "../store.ts";
import type { VolumeClass } from "./classes.ts";
import { type Lookup, lookupOf } from "./lookup.ts";
import { colours, css, type Rgb } from "./palette.ts";
import { drawSign, mostSigns, type Sign, themeInks } from "./signs.ts";
import "../style/legend.css";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** mountLegend shows the legend of the grid in the store. */
export function mountLegend(root: HTMLElement, store: Store): void {
  const note = h("p");
  const volumes = h("ul", { class: "legend" });
  const signs = h("ul", { class: "legend" });
  root.append(h("h2", {}, "Points"), note, volumes, signs);
  const drawn = new Map<HTMLElement, string>();
  // In a drag most of it stays as it is, sixty times a second.
  const fill = (list: HTMLElement, of: unknown, items: () => HTMLElement[]) => {
    const key = JSON.stringify(of);
    if (drawn.get(list) !== key) list.replaceChildren(...items());
    drawn.set(list, key);
  };
  const draw = (state: State) => {
    const { answer, hover, shown } = state;
    const theme = dark.matches ? "dark" : "light";
    const points = answer && answer.x.length > 0 ? lookupOf(answer) : null;
    const stale = isOld(state);
    const text = !points ? withoutPoints(state) : stale ? "Grey: points of the last good grid, not of this plan." : "";
    if (note.textContent !== text) note.textContent = text;
    note.hidden = text === "";
    volumes.hidden = signs.hidden = !points;
    if (!points) return;
    const point = hover ?? (shown ? shown - 1 : null);
    const marked = point === null ? null : (points.classes.of[point] ?? null);
    const { all } = points.classes;
    const dosed = points.answer.header.totalVolumeNl > 0n;
    fill(volumes, [all, marked, stale, theme, dosed], () => {
      const palette = colours(all.length, theme, stale);
      return all.map((c, i) => volumeLine(c, palette[i]!, i === marked, dosed));
    });
    const present = signsOf(points);
    fill(signs, [present, theme, devicePixelRatio], () =>
      present.map(([sign, text]) => h("li", {}, signSwatch(sign), h("span", {}, text))),
    );
  };
  store.listen(draw);
  dark.addEventListener("change", () => draw(store.state));
}

function withoutPoints({ answer, plan }: State): string {
  if (answer?.omitted) {
    const points = answer.header.key?.pointCount ?? 0n;
    return `${grouped(points)} points are too many to draw. The totals are of all of them; a wider spacing shows the points.`;
  }
  if (answer && answer.plan === plan) return "The grid has no points.";
  return "There is no grid yet.";
}

function volumeLine({ least, most, points }: VolumeClass, colour: Rgb, marked: boolean, dosed: boolean): HTMLElement {
  const swatch = h("span", { class: "swatch" });
  swatch.style.backgroundColor = css(colour);
  const range = least === most ? withUnit(least, volume) : `${show(least, volume)} to ${withUnit(most, volume)}`;
  return h(
    "li",
    { "aria-current": marked && "true" },
    swatch,
    h("span", {}, dosed ? range : "no volume"),
    h("span", { class: "count" }, points === 1 ? "1 point" : `${grouped(points)} points`),
  );
}

/** signsOf is the signs that this grid has. */
function signsOf({ fixed, refills }: Lookup): [Sign, string][] {
  const signs: [Sign, string][] = [
    ["first", "first point"],
    ["last", "last point"],
  ];
  const of = (n: number) => (n > mostSigns ? `${grouped(n)}; zoom in to see them` : grouped(n));
  if (refills.size > 0) signs.push(["refill", `refill before it (${of(refills.size)})`]);
  if (fixed.size > 0) signs.push(["fixed", `fixed point (${of(fixed.size)})`]);
  return signs;
}

function signSwatch(sign: Sign): HTMLElement {
  const ratio = Math.max(2, devicePixelRatio);
  const side = 24 * ratio;
  const canvas = h("canvas", { class: "sign", width: side, height: side, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const inks = themeInks();
  const y = sign === "refill" ? 0.7 * side : side / 2;
  context.fillStyle = inks.ink;
  context.globalAlpha = 0.4;
  context.beginPath();
  context.arc(side / 2, y, 3.5 * ratio, 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
  drawSign(context, sign, side / 2, y, 3.5 * ratio, ratio, inks);
  return canvas;
}

const digits = new Intl.NumberFormat("en-GB");

function grouped(n: number | bigint): string {
  return digits.format(n);
}
