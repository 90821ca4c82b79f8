import { expect, test } from "vitest";
import { Blocks } from "../src/dots/blocks.ts";
import { Discs, type Frame } from "../src/dots/discs.ts";

const frame: Frame = { left: -50_000, top: 30_000, umPerPixel: 100, width: 40, height: 30 };

/** at is red, green, blue and opacity of a pixel of the frame. */
function painter(x: number[], y: number[], radius: number, shown = x.length) {
  const discs = new Discs();
  const [xs, ys] = [Int32Array.from(x), Int32Array.from(y)];
  const border = discs.prepare(frame, radius);
  const pixels = discs.paint(frame, {
    x: xs,
    y: ys,
    colour: new Uint8Array(x.length),
    colours: [[10, 20, 30]],
    blocks: new Blocks(xs, ys),
    radius,
    shown,
  });
  return (column: number, row: number) => {
    const p = pixels[(row + border) * (frame.width + 2 * border) + column + border]!;
    return [p & 255, (p >> 8) & 255, (p >> 16) & 255, p >>> 24];
  };
}

test("a disc lies where its point is, y up", () => {
  const at = painter([-50_000 + 1_050], [30_000 - 750], 2); // in the middle of pixel 10, 7
  expect(at(10, 7)).toEqual([10, 20, 30, 255]);
  expect(at(11, 7)[3]).toBe(255);
  expect(at(10, 10)[3]).toBe(0);
  expect(at(13, 7)[3]).toBe(0);
  expect(at(7, 10)[3]).toBe(0);
});

test("the opacity of a disc adds up to its area, wherever it lies", () => {
  for (const radius of [1.124, 1.126, 1.5, 2.4, 5, 8]) {
    for (let shift = 0; shift < 100; shift += 13) {
      const at = painter([-50_000 + 2_000 + shift], [30_000 - 1_500 - shift], radius);
      let sum = 0;
      for (let row = 0; row < frame.height; row++) for (let c = 0; c < frame.width; c++) sum += at(c, row)[3]! / 255;
      const area = Math.PI * radius * radius;
      expect(Math.abs(sum - area) / area, `radius ${radius}, shift ${shift}: ${sum}, want ${area}`).toBeLessThan(
        radius < 1.5 ? 0.1 : 0.06,
      );
    }
  }
});

test("discs on the edge are cut, and those beyond it do not come back elsewhere", () => {
  const right = -50_000 + frame.width * 100;
  const at = painter(
    [-50_000, right + 150, right + 100_000, 2 ** 29, -(2 ** 29)],
    [30_000, 29_000, 29_000, 29_000, 0],
    4,
  );
  expect(at(0, 0)[3]).toBe(255);
  expect(at(frame.width - 1, 10)[3]).toBe(255); // its centre is outside, part of it is not
  for (let row = 0; row < frame.height; row++) {
    for (let c = 6; c < frame.width - 6; c++) expect(at(c, row)[3], `pixel ${c}, ${row}`).toBe(0);
  }
});

test("points not given yet are faint", () => {
  const at = painter([-49_000, -47_000], [29_000, 29_000], 3, 1);
  expect(at(10, 10)[3]).toBe(255);
  expect(at(30, 10)[3]).toBeGreaterThan(50);
  expect(at(30, 10)[3]).toBeLessThan(100);
});
