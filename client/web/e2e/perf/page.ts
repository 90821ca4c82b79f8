/** What e2e/perf.mjs measures, in the browser: the product's parts on a page of their own, with grids made here or asked for. */
import "../../src/style/base.css";
import "./page.css";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  GenerateGridRequestSchema,
  GenerateGridResponseSchema,
  GridHeaderSchema,
  GridReportSchema,
  gridClient,
  Pattern,
  Share,
} from "@mesogrid/client";
import { createMap } from "../../src/board/map.ts";
import { byId } from "../../src/dom.ts";
import { mountDots } from "../../src/dots/dots.ts";
import { mountLegend } from "../../src/dots/legend.ts";
import { mountPlayer } from "../../src/dots/player.ts";
import { emptyPlan, newPlan, type Plan } from "../../src/plan/plan.ts";
import { Asker, column } from "../../src/server.ts";
import { type Answer, Store } from "../../src/store.ts";

const store = new Store(emptyPlan);
const map = createMap(byId("board"));
const view = map.getView();
mountLegend(byId("legend"), store);
mountPlayer(byId("player"), store);
mountDots(map, store);
new Asker(store, gridClient(location.origin));

const frame = () => new Promise<number>(requestAnimationFrame);
const quantiles = (times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (q: number) => Number(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]?.toFixed(1));
  return { n: sorted.length, median: at(0.5), p95: at(0.95), max: at(1) };
};

/** lattice is a triangular grid of about n points on 120 x 80 mm, in serpentine order, with the volumes of clipped cells. */
function lattice(n: number, shift: number): Answer {
  const [width, height] = [120_000, 80_000];
  const spacing = Math.sqrt((width * height) / n / Math.sqrt(0.75));
  const [x, y, volume]: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row * spacing * Math.sqrt(0.75) < height; row++) {
    const columns = Math.floor(width / spacing);
    for (let c = 0; c < columns; c++) {
      const column = row % 2 ? columns - 1 - c : c;
      x.push(Math.round((column + (row % 2) / 2) * spacing + shift - width / 2));
      y.push(Math.round(row * spacing * Math.sqrt(0.75) + shift - height / 2));
      volume.push(20_000 - ((column * 7 + row * 3) % 50) * 100);
    }
  }
  return {
    plan: emptyPlan,
    header: create(GridHeaderSchema, { totalVolumeNl: 1n, refillBefore: [500n, 1_000n] }),
    report: create(GridReportSchema, { cellMm2: (spacing / 1_000) ** 2 * Math.sqrt(0.75) }),
    x: Int32Array.from(x),
    y: Int32Array.from(y),
    volume: Uint32Array.from(volume),
    omitted: false,
  };
}

/** blob is an outline of about 120 x 80 mm with so many vertices. */
function blob(vertices: number, spacingUm: number): Plan {
  const angles = Array.from({ length: vertices }, (_, i) => (2 * Math.PI * i) / vertices);
  const r = angles.map((a) => 1 + 0.08 * Math.sin(5 * a));
  return newPlan({
    area: {
      case: "outline",
      value: {
        polygons: [
          {
            shell: {
              xUm: angles.map((a, i) => Math.round(60_000 * r[i]! * Math.cos(a))),
              yUm: angles.map((a, i) => Math.round(40_000 * r[i]! * Math.sin(a))),
            },
          },
        ],
      },
    },
    pattern: Pattern.TRIANGULAR,
    spacingUm,
    marginUm: 2_000,
    angleMdeg: 17_000,
    dosing: { rule: { case: "pointNl", value: 20_000 }, share: Share.EQUAL },
  });
}

const perf = {
  async show(n: number): Promise<number> {
    view.setCenter([0, 0]);
    view.setResolution(130);
    const answer = lattice(n, 0);
    store.view({ answer });
    await frame();
    await frame();
    return answer.x.length;
  },

  /** replace shows another grid of n points in every frame: time of a frame, and of the script in it, ms. */
  async replace(n: number, rounds: number) {
    await perf.show(n);
    const made = [lattice(n, 0), lattice(n, 77), lattice(n, 154)];
    const [frames, scripts]: [number[], number[]] = [[], []];
    let drawn = 0;
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntriesByName("mesogrid:grid")) drawn = startTime;
    }).observe({ type: "mark" });
    let last = await frame();
    for (let i = 0; i < rounds; i++) {
      store.view({ answer: { ...made[i % 3]! } });
      const now = await frame();
      await new Promise((resolve) => setTimeout(resolve)); // the marks of this frame
      if (i > 0) frames.push(now - last);
      if (drawn > now) scripts.push(drawn - now);
      last = now;
    }
    return { points: made[0]!.x.length, frame: quantiles(frames), script: quantiles(scripts) };
  },

  /** move pans or zooms for some time: frames per second, and ms of a frame. */
  async move(how: "pan" | "zoom", n: number, ms: number) {
    await perf.show(n);
    const start = await frame();
    const times: number[] = [];
    let last = start;
    for (let i = 1; last - start < ms; i++) {
      if (how === "pan") view.setCenter([130 * 3 * 40 * Math.sin(i / 40), 130 * 2 * 40 * Math.sin(i / 55)]);
      else view.setResolution(130 / 2 ** (1.5 - 1.5 * Math.cos(i / 30)));
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    return { fps: Number(((1_000 * times.length) / (last - start)).toFixed(1)), frame: quantiles(times) };
  },

  /** play shows point after point for some time. */
  async play(n: number, ms: number) {
    await perf.show(n);
    const start = await frame();
    let [last, count] = [start, 0];
    for (; last - start < ms; count++) {
      store.view({ shown: Math.floor((n * (last - start)) / ms) });
      last = await frame();
    }
    store.view({ shown: null });
    return { fps: Number(((1_000 * count) / (last - start)).toFixed(1)) };
  },

  /** wire asks for a grid: bytes of request and answer, and what decoding it costs, ms. */
  async wire(spacingUm: number) {
    const body = toBinary(
      GenerateGridRequestSchema,
      create(GenerateGridRequestSchema, { spec: blob(250, spacingUm).spec }),
    );
    const url = `${location.origin}/mesogrid.v1.GridService/GenerateGrid`;
    const headers = { "Content-Type": "application/proto", "Connect-Protocol-Version": "1" };
    performance.clearResourceTimings();
    const bytes = new Uint8Array(await (await fetch(url, { method: "POST", headers, body })).arrayBuffer());
    await frame();
    const timing = performance.getEntriesByName(url)[0] as PerformanceResourceTiming;
    const [decode, columns]: [number[], number[]] = [[], []];
    let points = 0;
    for (let i = 0; i < 25; i++) {
      const start = performance.now();
      const answer = fromBinary(GenerateGridResponseSchema, bytes);
      const decoded = performance.now();
      points = column(Int32Array, answer.points?.xUm).length;
      column(Int32Array, answer.points?.yUm);
      column(Uint32Array, answer.points?.volumeNl);
      decode.push(decoded - start);
      columns.push(performance.now() - decoded);
      await frame();
    }
    return {
      points,
      request: body.length,
      answer: bytes.length,
      encoded: timing.encodedBodySize,
      decode: quantiles(decode),
      columns: quantiles(columns),
    };
  },

  /** tooMany asks for more points than a message holds: what the legend says of it. */
  async tooMany(spacingUm: number) {
    const plan = blob(250, spacingUm);
    store.edit("open", () => plan);
    while (store.state.answer?.plan !== plan) await frame();
    await frame();
    await frame();
    return { omitted: store.state.answer.omitted, legend: byId("legend").textContent };
  },
};

declare global {
  interface Window {
    perf: typeof perf;
  }
}
window.perf = perf;
