/** The rows of a long table that are shown: all of a short one, a hundred of a long one. */

/** Tables of so many rows are shown whole. */
const whole = 200;
/** Rows of a page of a longer one. */
const page = 100;

export interface Span {
  /** Index of the first row that is shown. */
  readonly first: number;
  /** Index after the last. */
  readonly end: number;
}

/** spanAt is the span of n rows that begins at a row, or so near to it that it is full. */
export function spanAt(first: number, n: number): Span {
  if (n <= whole) return { first: 0, end: n };
  const from = Math.max(0, Math.min(first, n - page));
  return { first: from, end: from + page };
}

/** spanWith is the span as it was where it shows the row already, otherwise one with the row in its middle. */
export function spanWith(row: number | null, before: Span, n: number): Span {
  const kept = spanAt(before.first, n);
  if (row === null || (row >= kept.first && row < kept.end)) return kept;
  return spanAt(row - page / 2, n);
}

/** turned is the next page, or with -1 the one before. */
export function turned(span: Span, by: 1 | -1, n: number): Span {
  return spanAt(span.first + by * page, n);
}
