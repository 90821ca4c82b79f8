/** How fast the scrubber plays, without a clock of its own. */

export interface Pace {
  readonly name: string;
  /** Points a second, of n. */
  readonly rate: (n: number) => number;
}

export const paces: readonly Pace[] = [
  { name: "10 points a second", rate: () => 10 },
  { name: "50 points a second", rate: () => 50 },
  { name: "200 points a second", rate: () => 200 },
  { name: "all in 10 seconds", rate: (n) => n / 10 },
];

/** Player counts the points that are due as time goes by: whole ones, and no point twice or never. */
export class Player {
  #from: number;
  #since: number;
  #rate: number;
  readonly #every: number;
  #told: number;

  /** From so many points on, at a time in ms, at a rate in points a second, told at most once in every ms. */
  constructor(from: number, since: number, rate: number, every = 0) {
    this.#from = from;
    this.#since = since;
    this.#rate = rate;
    this.#every = every;
    this.#told = since;
  }

  /** due is how many of n points are shown at a time, ms. */
  due(now: number, n: number): number {
    if (now - this.#told >= this.#every) this.#told = now;
    // A frame's time may lie before the click that began it.
    const seconds = Math.max(0, this.#told - this.#since) / 1_000;
    return Math.min(n, this.#from + Math.floor(seconds * this.#rate));
  }

  /** turn changes the rate from now on. */
  turn(now: number, rate: number, n: number): void {
    this.#from = this.due(now, n);
    this.#since = this.#told;
    this.#rate = rate;
  }
}
