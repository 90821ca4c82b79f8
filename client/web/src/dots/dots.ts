/** The points of the grid on the map: a layer of its own that draws them as pixels, never as features or elements. */
import Layer from "ol/layer/Layer.js";
import type OlMap from "ol/Map.js";
import type { FrameState } from "ol/Map.js";
import { h } from "../dom.ts";
import { isOld } from "../results/status.ts";
import type { State, Store } from "../store.ts";
import { Discs, type Frame } from "./discs.ts";
import { mountHover } from "./hover.ts";
import { type Lookup, lookupOf } from "./lookup.ts";
import { colours, type Rgb, type Theme } from "./palette.ts";
import { diamond, drawSign, type Inks, mostSigns, type Sign, themeInks } from "./signs.ts";
import { drawWay } from "./way.ts";
import "../style/dots.css";

/** Radius of a disc: a part of the spacing, so that discs do not touch, within these bounds, px. */
const partOfSpacing = 0.3;
const [smallest, largest] = [1.5, 8];
/** Bound below for grids that would be a solid area otherwise, px, and what is many points. */
const speck = 0.6;
const many = 2_000;

/** The colour of a point's class. */
type Fill = (index: number) => Rgb | undefined;

const dark = matchMedia("(prefers-color-scheme: dark)");

/** mountDots shows the points of the store's grid on a map, and tells the store which one is under the cursor. */
export function mountDots(map: OlMap, store: Store): void {
  const layer = dotsLayer(store);
  map.addLayer(layer);
  store.listen((now, before) => {
    // In this frame, not in the next: an answer is seen 16 ms earlier.
    if (isOther(now, before)) map.renderSync();
  });
  dark.addEventListener("change", () => layer.changed());
  mountHover(map, store);
}

function isOther(a: State, b: State): boolean {
  return a.answer !== b.answer || isOld(a) !== isOld(b) || a.shown !== b.shown || a.hover !== b.hover;
}

/** dotsLayer draws the points; zIndex 10. */
function dotsLayer(store: Store): Layer {
  return new DotsLayer(store);
}

class DotsLayer extends Layer {
  readonly #store: Store;
  readonly #discs = new Discs();
  readonly #canvas = h("canvas");
  // Not a bare canvas, and not of OpenLayers' class: the next layer would draw into it.
  readonly #root = h("div", { class: "dots" }, this.#canvas);
  readonly #context = this.#canvas.getContext("2d")!;
  /** What the discs were drawn of last, and what the canvas shows. */
  #drawn = "";
  #put = "";
  #lookup: Lookup | null = null;
  #theme: Theme | "" = "";
  #inks: Inks = { ink: "", board: "", accent: "" };

  constructor(store: Store) {
    super({ zIndex: 10 });
    this.#store = store;
  }

  override render(state: FrameState | null): HTMLElement {
    if (state) this.#render(state);
    return this.#root;
  }

  #render({ size, pixelRatio: ratio, viewState: { center, resolution } }: FrameState): void {
    const { answer, shown, hover } = this.#store.state;
    const lookup = answer && lookupOf(answer);
    const stale = isOld(this.#store.state);
    const theme = dark.matches ? "dark" : "light";
    if (theme !== this.#theme) this.#inks = themeInks();
    this.#theme = theme;

    const width = Math.round(size[0]! * ratio);
    const height = Math.round(size[1]! * ratio);
    const umPerPixel = resolution / ratio;
    const left = center[0]! - (width / 2) * umPerPixel;
    const top = center[1]! + (height / 2) * umPerPixel;
    const frame: Frame = { left, top, umPerPixel, width, height };

    const discs = [left, top, umPerPixel, width, height, shown, stale, theme].join();
    const fresh = lookup !== this.#lookup;
    if (!fresh && `${discs},${hover}` === this.#put) return;
    this.#fit(width, height, ratio);
    if (lookup) {
      const radius = radiusOf(lookup, resolution) * ratio;
      const palette = colours(lookup.classes.all.length, theme, stale);
      if (fresh || discs !== this.#drawn) {
        const { x, y } = lookup.answer;
        const { classes, blocks } = lookup;
        const to = shown ?? x.length;
        this.#discs.draw(frame, { x, y, colour: classes.of, colours: palette, blocks, radius, shown: to });
      }
      this.#discs.put(this.#context, frame);
      if (shown !== null) drawWay(this.#context, frame, lookup, shown, ratio, this.#inks.accent);
      this.#signs(frame, lookup, radius, ratio, (i) => palette[lookup.classes.of[i]!]);
    } else {
      this.#context.clearRect(0, 0, width, height);
    }
    if (fresh && lookup) {
      // For whoever measures; kept for nobody else.
      performance.mark("mesogrid:grid");
      performance.clearMarks("mesogrid:grid");
    }
    this.#lookup = lookup;
    this.#drawn = discs;
    this.#put = `${discs},${hover}`;
  }

  #fit(width: number, height: number, ratio: number): void {
    const canvas = this.#canvas;
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / ratio}px`;
    canvas.style.height = `${height / ratio}px`;
  }

  #signs(frame: Frame, { answer: { x, y }, fixed, refills }: Lookup, radius: number, ratio: number, fill: Fill): void {
    const { shown, hover } = this.#store.state;
    const far = (radius + 16 * ratio) * frame.umPerPixel;
    const right = frame.left + frame.width * frame.umPerPixel + far;
    const bottom = frame.top - frame.height * frame.umPerPixel - far;
    const draw = (sign: Sign, indices: Iterable<number>) => {
      const seen: number[] = [];
      for (const i of indices) {
        const [px, py] = [x[i]!, y[i]!];
        if (px > frame.left - far && px < right && py < frame.top + far && py > bottom) seen.push(i);
      }
      if (seen.length > mostSigns) return;
      for (const i of seen) {
        const own = sign !== "fixed" && fixed.has(i);
        drawSign(
          this.#context,
          sign,
          (x[i]! - frame.left) / frame.umPerPixel,
          (frame.top - y[i]!) / frame.umPerPixel,
          own ? diamond(radius, ratio) : radius,
          ratio,
          this.#inks,
          sign === "fixed" ? fill(i) : undefined,
        );
      }
    };
    draw("fixed", fixed.keys());
    draw("last", [x.length - 1]);
    draw("first", [0]);
    draw("current", [shown === null ? -1 : shown - 1, hover ?? -1]);
    // Last: whoever stands at this point has to see it.
    draw("refill", refills);
  }
}

/** radiusOf is the radius of discs at a resolution of um per px, px. */
function radiusOf({ answer: { x, report } }: Lookup, resolution: number): number {
  // The nominal cell tells the spacing, near enough, whoever said it: the plan or its protocol.
  const spacing = report.cellMm2 > 0 ? Math.sqrt(report.cellMm2) * 1_000 : Number.POSITIVE_INFINITY;
  const least = x.length > many ? speck : smallest;
  return Math.min(largest, Math.max(least, (partOfSpacing * spacing) / resolution));
}
