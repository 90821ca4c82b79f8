import { expect, test } from "vitest";
import { classify, mostClasses } from "../src/dots/classes.ts";
import { random } from "./random.ts";

test("every volume lies in its class, classes rise, and nothing is lost", () => {
  const next = random(1);
  for (let round = 0; round < 500; round++) {
    const n = 1 + Math.floor(next() * 200);
    const spread = 2 ** (1 + next() * 31);
    const base = next() * (2 ** 32 - spread);
    const volume = Uint32Array.from({ length: n }, () => base + next() * spread);
    const { all, of } = classify(volume);
    const told = `volumes ${[...volume].slice(0, 20)}: ${JSON.stringify(all)}`;
    expect(all.length, told).toBeLessThanOrEqual(mostClasses);
    expect(
      all.reduce((sum, c) => sum + c.points, 0),
      told,
    ).toBe(n);
    volume.forEach((v, i) => {
      const c = all[of[i]!]!;
      expect(v >= c.least && v <= c.most, `${v} in ${JSON.stringify(c)}; ${told}`).toBe(true);
    });
    for (let i = 1; i < all.length; i++) expect(all[i]!.least, told).toBeGreaterThan(all[i - 1]!.most);
    expect(all[0]!.least, told).toBe(Math.min(...volume));
    expect(all[all.length - 1]!.most, told).toBe(Math.max(...volume));
  }
});

test("few volumes have a class each", () => {
  const volume = Uint32Array.from([20, 7, 20, 20, 4_294_967_295, 0, 7]);
  expect(classify(volume)).toEqual({
    all: [
      { least: 0, most: 0, points: 1 },
      { least: 7, most: 7, points: 2 },
      { least: 20, most: 20, points: 3 },
      { least: 4_294_967_295, most: 4_294_967_295, points: 1 },
    ],
    of: Uint8Array.from([2, 1, 2, 2, 3, 0, 1]),
  });
});

test("many volumes have round bounds, of one width", () => {
  const { all } = classify(Uint32Array.from({ length: 900 }, (_, i) => 10_150 + 10 * i));
  expect(all.map(({ least, most }) => [least, most])).toEqual([
    [10_150, 11_999],
    [12_000, 13_999],
    [14_000, 15_999],
    [16_000, 17_999],
    [18_000, 19_140],
  ]);
});

test("no points, no classes", () => {
  expect(classify(new Uint32Array(0)).all).toEqual([]);
});
