import { expect, test } from "vitest";
import { count, figure, length, parse, show, withUnit } from "../src/plan/quantity.ts";

test("what is shown is read again, exactly", () => {
  for (const um of [0n, 1n, 999n, 1000n, 2500n, 123456789n, -1n, -2500n]) {
    expect(parse(show(um, length), length)).toBe(um);
  }
});

test("more decimals than can be kept are refused, not rounded", () => {
  expect(parse("2.5", length)).toBe(2500n);
  expect(parse("2,5000", length)).toBe(2500n);
  expect(parse("0.0001", length)).toBe("at most 3 decimals can be kept");
  expect(parse("1.5", count)).toBe("a whole number is needed");
  expect(parse("3 mm", length)).toBe('"3 mm" is no number');
  expect(parse("", length)).toBe('"" is no number');
});

test("a comma before three digits is refused: it parts thousands, or decimals", () => {
  for (const text of ["1,500", "-20,000", "+150,250"]) {
    expect(parse(text, length)).toBe(
      `${text} can be read in two ways: write ${text.replace(",", ".")} or ${text.replace(",", "")}`,
    );
  }
  expect(parse("1,500", count)).toBe("1,500 can be read in two ways: write 1500");
  expect(parse("2,000", count)).toBe("2,000 can be read in two ways: write 2000");
  const clear: [string, bigint][] = [
    ["0,500", 500n],
    ["1,5", 1_500n],
    ["1,50", 1_500n],
    ["1.500", 1_500n],
    ["1,5000", 1_500n],
    ["1500,125", 1_500_125n],
  ];
  for (const [text, want] of clear) expect(parse(text, length), text).toBe(want);
});

test("units", () => {
  expect(withUnit(2500, length)).toBe("2.5 mm");
  expect(withUnit(7, count)).toBe("7");
});

test("figures have six digits that count, no exponent and no needless zero", () => {
  expect(figure(15.6620001)).toBe("15.662");
  expect(figure(1234567.2)).toBe("1234567");
  expect(figure(0.0000001234567)).toBe("0.000000123457");
  expect(figure(-86.60254037844386)).toBe("-86.6025");
  expect(figure(100)).toBe("100");
  expect(figure(0)).toBe("0");
});
