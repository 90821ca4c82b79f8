/**
 * Asks the server for the grid of the newest plan. At most one request is under way. While one is, only the newest plan
 * waits: so a drag is drawn as fast as the server answers, and the last answer is always that of the last plan. A request
 * that takes long is given up for a newer plan.
 */
import { Code, type gridClient, type Protocol, protocolClient, refusal } from "@mesogrid/client";
import { isOfPlan } from "./message.ts";
import { asked, isEmpty, type Plan } from "./plan/plan.ts";
import type { Answer, Store } from "./store.ts";

/**
 * A request that is older is given up when a newer plan comes; a younger one may still be drawn. Each that is given up gives
 * the next one more time, so that a drag shows something on the slowest server too. ms.
 */
const patience = 300;
const morePatience = 4;
/** A server that takes longer is said to be slow, ms. Shorter, the page would flicker at every edit. */
const slowAfter = 300;
/** How long to wait before a server that cannot be reached is asked again, ms. */
const retryAfter = 2_000;
/** Reason of the refusal of more points than one message holds; without its points such a grid is answered. */
const tooManyPoints = "TOO_MANY_POINTS";

export class Asker {
  readonly #grids: Pick<ReturnType<typeof gridClient>, "generateGrid">;
  readonly #store: Store;
  #waiting: Plan | null = null;
  #patience = patience;
  #running: { abort: AbortController; since: number } | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;
  #slow: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store, grids: Pick<ReturnType<typeof gridClient>, "generateGrid">) {
    this.#store = store;
    this.#grids = grids;
    store.onEdit((plan) => this.ask(plan));
  }

  /** ask wants the grid of a plan, and of no earlier one. */
  ask(plan: Plan): void {
    clearTimeout(this.#retry);
    this.#waiting = plan;
    if (!this.#running) {
      void this.#next();
      return;
    }
    clearTimeout(this.#late);
    const { abort, since } = this.#running;
    this.#late = setTimeout(() => abort.abort(), Math.max(0, since + this.#patience - performance.now()));
  }

  async #next(): Promise<void> {
    const plan = this.#waiting;
    this.#waiting = null;
    if (!plan) return;
    if (isEmpty(plan)) {
      this.#told();
      this.#store.view({ answer: null, refusal: null });
      return;
    }
    const abort = new AbortController();
    this.#running = { abort, since: performance.now() };
    this.#slow ??= setTimeout(() => this.#store.view({ slow: true }), slowAfter);
    this.#store.view({ busy: true });
    try {
      const answer = await this.#answer(plan, abort.signal);
      this.#told();
      this.#store.view({ answer, refusal: null });
    } catch (error) {
      const told = refusal(error);
      if (abort.signal.aborted) {
        this.#patience *= morePatience;
      } else {
        this.#told();
        this.#store.view({ refusal: told });
        if (!isOfPlan(told) && (told.code === Code.Unavailable || told.code === Code.ResourceExhausted)) {
          this.#retry = setTimeout(() => this.ask(this.#store.state.plan), told.retryAfter ?? retryAfter);
        }
      }
    } finally {
      clearTimeout(this.#late);
      this.#running = null;
    }
    await this.#next();
  }

  /**
   * told is that an answer or a refusal came: the clock runs anew, for while one comes after another nothing is slow. What has
   * become slow stays so until nothing waits, or in a drag the page would blink at each answer.
   */
  #told(): void {
    clearTimeout(this.#slow);
    this.#slow = undefined;
    this.#patience = patience;
    const busy = this.#waiting !== null;
    this.#store.view(busy ? { busy } : { busy, slow: false });
  }

  async #answer(plan: Plan, signal: AbortSignal): Promise<Answer> {
    const spec = asked(plan.spec);
    let omitted = false;
    const { header, report, points } = await this.#grids.generateGrid({ spec }, { signal }).catch((error) => {
      if (refusal(error).reason !== tooManyPoints) throw error;
      omitted = true;
      return this.#grids.generateGrid({ spec, omitPoints: true }, { signal });
    });
    if (!header || !report) throw new Error("the server's answer has no header or no report");
    return {
      plan,
      header,
      report,
      x: column(Int32Array, points?.xUm),
      y: column(Int32Array, points?.yUm),
      volume: column(Uint32Array, points?.volumeNl),
      omitted,
    };
  }
}

/**
 * column copies a decoded column. In Chromium the arrays that protobuf-es makes take Int32Array.from and its constructor 4 ms for
 * 1e5 numbers, and a loop 0.3 ms.
 */
export function column<T extends Int32Array | Uint32Array>(kind: new (length: number) => T, of: number[] = []): T {
  const copy = new kind(of.length);
  for (let i = 0; i < of.length; i++) copy[i] = of[i]!;
  return copy;
}

/** listProtocols fetches all protocols of the server. */
export async function listProtocols(url: string): Promise<Protocol[]> {
  const client = protocolClient(url);
  const all: Protocol[] = [];
  let pageToken = "";
  do {
    const page = await client.listProtocols({ pageToken });
    all.push(...page.protocols);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return all;
}

const noProtocols = "The protocols could not be fetched; asked again every 2 s.";

/** fetchProtocols gets the protocols into the store, however long the server is away. */
export async function fetchProtocols(store: Store, list: () => Promise<Protocol[]>): Promise<void> {
  for (;;) {
    try {
      store.view({ protocols: await list() });
      if (store.state.notice === noProtocols) store.view({ notice: "" });
      return;
    } catch {
      store.view({ notice: noProtocols });
      await new Promise((resolve) => setTimeout(resolve, retryAfter));
    }
  }
}
