/** What is derived of an answer once, to draw it, to find its points and to tell about them. */
import { Blocks } from "./blocks.ts";
import { type Classes, classify } from "./classes.ts";
import type { Answer } from "./store.ts";

export interface Scene {
  readonly answer: Answer;
  readonly classes: Classes;
  readonly blocks: Blocks;
  /** Indices of the fixed points, in the order of the request. */
  readonly fixed: readonly number[];
  /** Indices of the points before which the reservoir is filled again. */
  readonly refills: ReadonlySet<number>;
}

const scenes = new WeakMap<Answer, Scene>();

export function sceneOf(answer: Answer): Scene {
  const known = scenes.get(answer);
  if (known) return known;
  const { x, y, volume, header, report } = answer;
  const scene: Scene = {
    answer,
    classes: classify(volume),
    blocks: new Blocks(x, y),
    fixed: report.fixedPointIndex.map(Number),
    refills: new Set(header.refillBefore.map(Number)),
  };
  scenes.set(answer, scene);
  return scene;
}

/** isStale says that the grid is not of the plan and will not be: the plan is refused, this is the last good grid. */
export function isStale({ refusal, answer }: { refusal: unknown; answer: Answer | null }): boolean {
  return refusal !== null && answer !== null;
}
