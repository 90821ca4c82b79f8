import { expect, test } from "vitest";
import { Blocks } from "../src/dots/blocks.ts";
import { random } from "./random.ts";

const next = random(2);
const whole = (span: number) => Math.floor((next() - 0.5) * span);

test("blocks find what brute force finds", () => {
  for (let round = 0; round < 300; round++) {
    const n = Math.floor(next() * 400);
    const span = round % 3 === 0 ? 12 : 2 ** 29; // close together: many at one distance
    const x = Int32Array.from({ length: n }, () => whole(span));
    const y = Int32Array.from({ length: n }, () => whole(span));
    const blocks = new Blocks(x, y);
    const [ax, bx] = [whole(span), whole(span)].sort((a, b) => a - b) as [number, number];
    const [ay, by] = [whole(span), whole(span)].sort((a, b) => a - b) as [number, number];
    const seen = new Set<number>();
    let last = -1;
    blocks.visit(ax, ay, bx, by, (from, to) => {
      expect(from, "in order").toBeGreaterThan(last);
      for (let i = from; i < to; i++) seen.add(i);
      last = to - 1;
    });
    for (let i = 0; i < n; i++) {
      const inside = x[i]! >= ax && x[i]! <= bx && y[i]! >= ay && y[i]! <= by;
      if (inside) expect(seen.has(i), `point ${i} at ${x[i]}, ${y[i]} in ${ax}..${bx}, ${ay}..${by}`).toBe(true);
    }
    const reach = next() * span * 0.2;
    let best: number | null = null;
    for (let i = 0; i < n; i++) {
      const d = (x[i]! - ax) ** 2 + (y[i]! - ay) ** 2;
      if (d <= reach * reach && (best === null || d < (x[best]! - ax) ** 2 + (y[best]! - ay) ** 2)) best = i;
    }
    expect(blocks.nearest(ax, ay, reach), `nearest to ${ax}, ${ay} within ${reach} of ${n}`).toBe(best);
  }
});
