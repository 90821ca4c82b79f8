/** Measures what is on paper: a page of a PDF as poppler draws it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Pixels a millimetre. */
const fine = 20;

/** A picture of a page, black where it is dark. */
export class Paper {
  readonly #width: number;
  readonly #height: number;
  readonly #gray: Buffer;

  constructor(pdf: string, page: number, folder: string) {
    const name = join(folder, `page-${page}`);
    const args = ["-r", String(fine * 25.4), "-f", `${page}`, "-l", `${page}`, "-gray", "-aa", "no", "-singlefile"];
    mkdirSync(folder, { recursive: true });
    execFileSync("pdftoppm", [...args, pdf, name], { stdio: "inherit" });
    const file = readFileSync(`${name}.pgm`);
    const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 64).toString("latin1"))!;
    this.#width = Number(head[1]);
    this.#height = Number(head[2]);
    this.#gray = file.subarray(head[0].length);
  }

  /** Width and height, mm. */
  get size(): [number, number] {
    return [this.#width / fine, this.#height / fine];
  }

  /** ruler is the distance of the first and the last mark of the longest level line, and how many marks there are, mm. */
  ruler(upright = false): { length: number; marks: number } {
    const [along, across] = upright ? [this.#height, this.#width] : [this.#width, this.#height];
    const dark = (a: number, b: number) => this.#gray[upright ? a * this.#width + b : b * this.#width + a]! < 96;
    let longest = { from: 0, to: 0, at: 0 };
    for (let b = 0; b < across; b++) {
      for (let a = 0; a < along; a++) {
        if (!dark(a, b)) continue;
        const from = a;
        while (a < along && dark(a, b)) a++;
        if (a - from > longest.to - longest.from) longest = { from, to: a, at: b };
      }
    }
    // Marks hang below a level ruler, and to the left of an upright one; 0.6 mm out, all of them are met.
    const b = longest.at + (upright ? -1 : 1) * Math.round(0.6 * fine);
    const centres: number[] = [];
    for (let a = Math.max(0, longest.from - fine); a < longest.to + fine; a++) {
      if (!dark(a, b)) continue;
      const from = a;
      while (dark(a, b)) a++;
      centres.push((from + a - 1) / 2);
    }
    return { length: (centres.at(-1)! - centres[0]!) / fine, marks: centres.length };
  }
}
