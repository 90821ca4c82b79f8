import { expect, test } from "vitest";
import { spanAt, spanWith, turned } from "../src/table/paging.ts";

const sizes = [0, 1, 3, 199, 200, 201, 250, 100_000];

test("a span is full, lies in the table and holds the row that it is for", () => {
  for (const n of sizes) {
    for (const before of [spanAt(0, n), spanAt(n, n), { first: 90_000, end: 90_100 }]) {
      for (const row of [0, 99, 100, 101, n - 1].filter((r) => r >= 0 && r < n)) {
        const span = spanWith(row, before, n);
        const said = `${row} of ${n} after ${before.first}: ${span.first} to ${span.end}`;
        expect(span.first >= 0 && span.end <= n && span.first <= row && row < span.end, said).toBe(true);
        expect(span.end - span.first, said).toBe(n <= 200 ? n : 100);
        expect(spanWith(row, span, n), `${said}, kept`).toEqual(span);
      }
    }
  }
});

test("pages one after another show every row", () => {
  for (const n of sizes) {
    let span = spanAt(0, n);
    let seen = span.end;
    while (span.end < n) {
      const next = turned(span, 1, n);
      expect(next.first, `after ${span.end} of ${n}`).toBeLessThanOrEqual(span.end);
      expect(next.end).toBeGreaterThan(span.end);
      span = next;
      seen = next.end;
    }
    expect(seen).toBe(n);
    for (let i = 0; i < n / 50 + 2; i++) span = turned(span, -1, n);
    expect(span.first).toBe(0);
  }
});
