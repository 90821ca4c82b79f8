/** A canvas over the map that paints itself anew each frame: nothing to keep in step with the plan. */
import Layer from "ol/layer/Layer.js";
import type { FrameState } from "ol/Map.js";
import { h } from "../dom.ts";

/** Where a plan's um lie on the canvas, in pixels of CSS from its upper left corner. */
export interface Sight {
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen in one of CSS. */
  readonly ratio: number;
  /** um per pixel. */
  readonly resolution: number;
  x(um: number): number;
  y(um: number): number;
}

export function sightOf({ size, pixelRatio, viewState }: FrameState): Sight {
  const [width = 0, height = 0] = size;
  const { center, resolution } = viewState;
  const [cx = 0, cy = 0] = center;
  return {
    width,
    height,
    ratio: pixelRatio,
    resolution,
    x: (um) => width / 2 + (um - cx) / resolution,
    y: (um) => height / 2 - (um - cy) / resolution,
  };
}

/** canvasLayer is a layer that paint fills; a call of its changed() has it painted again. */
export function canvasLayer(zIndex: number, paint: (c: CanvasRenderingContext2D, sight: Sight) => void): Layer {
  const canvas = h("canvas");
  // A layer that gives its canvas away has others paint into it; a div of a class of its own is left alone.
  const holder = h("div", { class: "canvas-layer" }, canvas);
  const context = canvas.getContext("2d")!;
  return new Layer({
    zIndex,
    render(frame) {
      const sight = sightOf(frame);
      const [width, height] = [Math.round(sight.width * sight.ratio), Math.round(sight.height * sight.ratio)];
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        canvas.style.width = `${sight.width}px`;
        canvas.style.height = `${sight.height}px`;
      }
      context.setTransform(sight.ratio, 0, 0, sight.ratio, 0, 0);
      context.clearRect(0, 0, sight.width, sight.height);
      paint(context, sight);
      return holder;
    },
  });
}
