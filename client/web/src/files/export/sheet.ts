/** The sheet of a drawing: sizes and places, um of paper at 1:1, y down. */
import { outlineOf, ringsOf } from "../../plan/plan.ts";
import type { Answer } from "../../store.ts";

export interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

export interface Sheet {
  readonly answer: Answer;
  /** What is drawn, um of the plan. */
  readonly box: Box;
  /** Height of text; everything but the points goes with it. */
  readonly unit: number;
  /** Of a point. */
  readonly radius: number;
  readonly width: number;
  /** Where the box stands. */
  readonly left: number;
  readonly top: number;
  /** Places of the plan on the sheet. */
  x(um: number): number;
  y(um: number): number;
}

/** Below it, text of a size that goes with the plan cannot be read, um. */
const smallest = 50_000;

/** sheetOf lays the sheet out for so many lines below the title. */
export function sheetOf(answer: Answer, headingLines: (room: number, unit: number) => number): Sheet {
  const box = boxOf(answer);
  const unit = Math.floor(Math.max(box.maxX - box.minX, box.maxY - box.minY, smallest) / 46);
  const spacing = spacingOf(answer);
  const byText = Math.floor((unit * 2) / 5);
  const radius = Math.max(1, spacing > 0 ? Math.min(byText, Math.floor((spacing * 16) / 100)) : byText);
  const across = box.maxX - box.minX;
  const width = Math.max(across + 4 * unit, 34 * unit);
  const left = Math.floor((width - across) / 2);
  const top = 5 * unit + Math.floor(headingLines(width - 4 * unit, unit) * 1.5 * unit);
  return {
    answer,
    box,
    unit,
    radius,
    width,
    left,
    top,
    x: (um) => um - box.minX + left,
    y: (um) => box.maxY - um + top,
  };
}

/** spacingOf is the distance of neighbouring points along a row, um; 0: there is no lattice. */
export function spacingOf({ header: { lattice } }: Answer): number {
  return lattice ? Math.round(Math.hypot(Number(lattice.aX), Number(lattice.aY)) / 2 ** 20) : 0;
}

/** boxOf is round the outline, the keep-outs that reach it, and the points. */
export function boxOf(answer: Answer): Box {
  const box = plainBox(answer);
  for (const k of keepOutsDrawn(answer)) addColumns(box, ringsOf(k.polygon)[0]?.xUm, ringsOf(k.polygon)[0]?.yUm);
  return box.minX > box.maxX ? { minX: 0, minY: 0, maxX: 0, maxY: 0 } : box;
}

/** keepOutsDrawn are those whose box meets the outline's: one far away would leave no room for the rest. */
export function keepOutsDrawn(answer: Answer) {
  const plain = plainBox(answer);
  return outlineOf(answer.plan).keepOuts.filter((k) => {
    const shell = ringsOf(k.polygon)[0];
    return meets(plain, addColumns(emptyBox(), shell?.xUm, shell?.yUm));
  });
}

export function meets(a: Box, b: Box): boolean {
  return a.minX <= b.maxX && b.minX <= a.maxX && a.minY <= b.maxY && b.minY <= a.maxY;
}

export function emptyBox(): Box {
  return { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
}

/** addColumns widens the box by places. */
export function addColumns(box: Box, x: ArrayLike<number> = [], y: ArrayLike<number> = []): Box {
  for (let i = 0; i < x.length; i++) {
    box.minX = Math.min(box.minX, x[i]!);
    box.maxX = Math.max(box.maxX, x[i]!);
    box.minY = Math.min(box.minY, y[i]!);
    box.maxY = Math.max(box.maxY, y[i]!);
  }
  return box;
}

function plainBox({ plan, x, y }: Answer): Box {
  const box = addColumns(emptyBox(), x, y);
  for (const p of outlineOf(plan).polygons) addColumns(box, p.shell?.xUm, p.shell?.yUm);
  return box;
}
