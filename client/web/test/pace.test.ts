import { expect, test } from "vitest";
import { Player, paces } from "../src/dots/pace.ts";

test("points come at the pace, whenever it is looked", () => {
  const player = new Player(3, 1_000, 50);
  expect([1_000, 1_019, 1_020, 1_500, 2_000, 99_999].map((t) => player.due(t, 153))).toEqual([3, 3, 4, 28, 53, 153]);
});

test("a new pace goes on from where the old one was", () => {
  const player = new Player(0, 0, 10);
  expect(player.due(1_000, 900)).toBe(10);
  player.turn(2_000, 200, 900);
  expect(player.due(2_000, 900)).toBe(20);
  expect(player.due(3_000, 900)).toBe(220);
});

test("with little motion there is one step a second", () => {
  const player = new Player(0, 0, 10, 1_000);
  expect([0, 500, 999, 1_000, 1_400, 2_100, 2_900].map((t) => player.due(t, 900))).toEqual([0, 0, 0, 10, 10, 21, 21]);
});

test("all in ten seconds", () => {
  const player = new Player(0, 0, paces[3]!.rate(12_345));
  expect(player.due(9_999, 12_345)).toBeLessThan(12_345);
  expect(player.due(10_000, 12_345)).toBe(12_345);
});
