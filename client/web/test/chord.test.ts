import { create } from "@bufbuild/protobuf";
import { type Ring, RingSchema } from "@mesogrid/client";
import { expect, test } from "vitest";
import { chordOf } from "../src/plan/chord.ts";

const ring = (...places: [number, number][]): Ring =>
  create(RingSchema, { xUm: places.map(([x]) => x), yUm: places.map(([, y]) => y) });
const box = (x: number, y: number, side: number) => ring([x, y], [x + side, y], [x + side, y + side], [x, y + side]);

test("the widest part of a level line, holes left out", () => {
  expect(chordOf([box(0, 0, 100)], 50.5)).toEqual([0, 100]);
  expect(chordOf([box(0, 0, 100), box(20, 20, 40)], 50.5)).toEqual([60, 100]);
  expect(chordOf([ring([0, 0], [100, 0], [50, 100])], 50)).toEqual([25, 75]);
});

test("a line beside the shape meets nothing", () => {
  expect(chordOf([box(0, 0, 100)], 100.5)).toBe(null);
  expect(chordOf([], 0)).toBe(null);
});
