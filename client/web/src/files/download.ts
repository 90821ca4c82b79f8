/** Files that the page gives: their names, and how they get to the disk. */
import type { Plan } from "../plan/plan.ts";

/** How long a browser may take to begin, ms. */
const started = 10_000;

/** fileName is called after the first area: "outer-thigh-points.csv"; a rest such as "-points.csv" goes behind. */
export function fileName({ names }: Plan, rest: string): string {
  const words = (names[0] ?? "").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return ([...words.join("-")].slice(0, 60).join("") || "plan") + rest;
}

/** download saves what the page has made, without a server. */
export function download(name: string, content: BlobPart, type: string): void {
  const href = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), started);
}
