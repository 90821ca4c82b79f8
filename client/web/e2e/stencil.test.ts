import { execFileSync } from "node:child_process";
import { Paper } from "./paper.ts";
import { Planner } from "./planner.ts";
import { expect, test } from "./test.ts";

for (const [name, width, height] of [
  ["A4", 210, 297],
  ["letter", 215.9, 279.4],
] as const) {
  test(`100 mm are 100 mm on ${name} paper`, async ({ page }, { outputDir }) => {
    const planner = new Planner(page);
    await planner.pick("Examples", "Submental");
    await planner.settled();
    const { path, text } = await planner.saved(() => planner.pick("Export", `Stencil at 1:1 on ${name}`));
    expect(text.slice(0, 5)).toBe("%PDF-");
    const sheets = Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [path], { encoding: "utf8" }))![1]);
    expect(sheets, "a cover and at least one window").toBeGreaterThanOrEqual(2);
    const paper = new Paper(path, sheets, outputDir);
    expect(Math.abs(paper.size[0] - width) < 0.1 && Math.abs(paper.size[1] - height) < 0.1, `${paper.size} mm`).toBe(
      true,
    );
    for (const upright of [false, true]) {
      const { length, marks } = paper.ruler(upright);
      expect(marks, "marks of a ruler").toBe(101);
      expect(Math.abs(length - 100), `${length} mm from the first mark to the last`).toBeLessThan(0.1);
    }
  });
}
