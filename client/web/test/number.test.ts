import { expect, test } from "vitest";
import { catalogue } from "../src/form/catalogue.ts";
import { read, stepped, stepsFrom } from "../src/form/range.ts";
import { angle, length, show } from "../src/plan/quantity.ts";
import { coordinate } from "../src/plan/reach.ts";

const range = { quantity: length, min: 20n, max: 100_000n, step: 500n };

test("what is typed is taken exactly, or it is said why not", () => {
  const cases: [text: string, absent: string | undefined, want: bigint | undefined | string][] = [
    ["10", undefined, 10_000n],
    [" 2,5 ", undefined, 2_500n],
    ["0.02", undefined, 20n],
    ["0.019", undefined, "at least 0.02 mm"],
    ["100.001", undefined, "at most 100 mm"],
    ["99999999999999999999", undefined, "at most 100 mm"],
    ["-1", undefined, "at least 0.02 mm"],
    ["1.2345", undefined, "at most 3 decimals can be kept"],
    ["1e3", undefined, '"1e3" is no number'],
    ["5 mm", undefined, '"5 mm" is no number'],
    ["", undefined, "a number is needed"],
    [" ", "none", undefined],
  ];
  for (const [text, absent, want] of cases) expect(read(text, length, range, absent), text).toBe(want);
});

test("arrow keys go on from what is typed, else from what stays, else from what nothing means", () => {
  expect(stepsFrom(["2", "5", "10"], length)).toBe(2_000n);
  expect(stepsFrom(["2x", "5", "10"], length)).toBe(5_000n);
  expect(stepsFrom(["", "", "10"], length)).toBe(10_000n);
  expect(stepsFrom(["", "", "none"], length)).toBeUndefined();
  // An angle of nothing is 0, and one up from it is 1 degree, not -359.
  const { number } = catalogue["spec.angle_mdeg"]!;
  expect(stepsFrom(["", "", number!.absent!], angle)).toBe(0n);
});

test("steps go from multiple to multiple, within the range", () => {
  for (const { number } of Object.values(catalogue)) {
    if (!number) continue;
    const { min, max, step } = number;
    for (const value of [min, min + 1n, min + step / 2n, min + step, max - step, max - 1n, max]) {
      const [up, down] = [stepped(value, step, true, number), stepped(value, step, false, number)];
      if (value < min || value > max) continue;
      expect(up > value || value === max, `${value} up`).toBe(true);
      expect(down < value || value === min, `${value} down`).toBe(true);
      for (const next of [up, down]) {
        expect(next % step === 0n || next === min || next === max, `${value} to ${next}`).toBe(true);
        expect(min <= next && next <= max).toBe(true);
      }
      expect(up - value <= step && value - down <= step).toBe(true);
    }
  }
});

test("the form takes the places that the drawing and the table take", () => {
  for (const path of ["spec.origin.x_um", "spec.fixed_points[].y_um"]) {
    const { min, max } = catalogue[path]!.number!;
    expect([min, max].map((um) => coordinate(show(um, length)))).toEqual([Number(min), Number(max)]);
    expect([min - 1n, max + 1n].map((um) => typeof coordinate(show(um, length)))).toEqual(["string", "string"]);
  }
});
