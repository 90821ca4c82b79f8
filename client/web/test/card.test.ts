import { expect, test } from "vitest";
import { placeCard } from "../src/dots/card.ts";
import { random } from "./random.ts";

test("a card is never under the cursor, and on the board where there is room beside the cursor", () => {
  const next = random(3);
  for (let round = 0; round < 2_000; round++) {
    const board = [200 + next() * 900, 200 + next() * 600];
    const card = [100 + next() * 250, 60 + next() * 200];
    const cursor = [next() * board[0]!, next() * board[1]!];
    const [left, top] = placeCard(cursor, card, board);
    const told = `cursor ${cursor}, card ${card}, board ${board}: at ${left}, ${top}`;
    const under = (k: 0 | 1, at: number) => cursor[k]! >= at && cursor[k]! <= at + card[k]!;
    expect(under(0, left) && under(1, top), told).toBe(false);
    const fits = [0, 1].map((k) => cursor[k]! + 16 + card[k]! <= board[k]! || cursor[k]! - 16 - card[k]! >= 0);
    if ((fits[0] || fits[1]) && card[0]! <= board[0]! && card[1]! <= board[1]!) {
      const on = (k: 0 | 1, at: number) => at >= 0 && at + card[k]! <= board[k]! + 1e-9;
      expect(on(0, left) && on(1, top), told).toBe(true);
    }
  }
});
