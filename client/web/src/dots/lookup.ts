/** What is derived of an answer once, to draw it, to find its points and to tell about them. */

import type { Answer } from "../store.ts";
import { Blocks } from "./blocks.ts";
import { type Classes, classify } from "./classes.ts";

export interface Lookup {
  readonly answer: Answer;
  readonly classes: Classes;
  readonly blocks: Blocks;
  /** Indices of the fixed points, and which one of the request each is. */
  readonly fixed: ReadonlyMap<number, number>;
  /** Indices of the points before which the reservoir is filled again. */
  readonly refills: ReadonlySet<number>;
}

const lookups = new WeakMap<Answer, Lookup>();

export function lookupOf(answer: Answer): Lookup {
  const known = lookups.get(answer);
  if (known) return known;
  const { x, y, volume, header, report } = answer;
  const lookup: Lookup = {
    answer,
    classes: classify(volume),
    blocks: new Blocks(x, y),
    fixed: new Map(report.fixedPointIndex.map((index, i) => [Number(index), i])),
    refills: new Set(header.refillBefore.map(Number)),
  };
  lookups.set(answer, lookup);
  return lookup;
}
