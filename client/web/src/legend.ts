/** What colours and signs of the drawing mean, and how many points of each there are. */
import { h } from "./dom.ts";
import { isStale, type Lookup, lookupOf } from "./lookup.ts";
import { colours, css, type Theme } from "./palette.ts";
import { show, volume, withUnit } from "./quantity.ts";
import { drawSign, mostSigns, type Sign, themeInks } from "./signs.ts";
import type { State, Store } from "./store.ts";
import "./style/legend.css";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** mountLegend shows the legend of the grid in the store. */
export function mountLegend(root: HTMLElement, store: Store): void {
  const body = h("div");
  root.append(h("h2", {}, "Points"), body);
  let drawn = "";
  const draw = (state: State) => {
    const { answer, hover, shown } = state;
    const theme = dark.matches ? "dark" : "light";
    if (!answer || answer.omitted || answer.x.length === 0) {
      drawn = "";
      body.replaceChildren(h("p", {}, withoutPoints(state)));
      return;
    }
    const lookup = lookupOf(answer);
    const stale = isStale(state);
    const point = hover ?? (shown ? shown - 1 : null);
    const marked = point === null ? null : (lookup.classes.of[point] ?? null);
    const { all } = lookup.classes;
    const signs = signsOf(lookup);
    // It would be the same elements again, sixty times a second in a drag.
    const key = JSON.stringify([all, signs, marked, stale, theme, answer.header.totalVolumeNl > 0n]);
    if (key === drawn) return;
    drawn = key;
    body.replaceChildren(
      stale ? h("p", { class: "stale" }, "In grey: the last good grid. It is not of the plan as it is now.") : "",
      volumes(lookup, marked, theme, stale),
      h("ul", { class: "legend" }, ...signs.map(([sign, text]) => h("li", {}, signSwatch(sign), h("span", {}, text)))),
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

function volumes({ classes: { all }, answer }: Lookup, marked: number | null, theme: Theme, stale: boolean) {
  const palette = colours(all.length, theme, stale);
  const dosed = answer.header.totalVolumeNl > 0n;
  return h(
    "ul",
    { class: "legend" },
    ...all.map(({ least, most, points }, i) => {
      const swatch = h("span", { class: "swatch" });
      swatch.style.backgroundColor = css(palette[i]!);
      const range = least === most ? withUnit(least, volume) : `${show(least, volume)} to ${withUnit(most, volume)}`;
      return h(
        "li",
        { "aria-current": i === marked && "true" },
        swatch,
        h("span", {}, dosed ? range : "no volume"),
        h("span", { class: "count" }, points === 1 ? "1 point" : `${grouped(points)} points`),
      );
    }),
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
