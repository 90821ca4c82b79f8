/** A drag on the page as a server serves it: how long after each movement its grid, or a newer one, is drawn. */

/** watch runs in the page before anything else of it. */
function watch() {
  const seen = { moves: [], calls: [], drawn: [], on: false };
  window.seen = seen;
  addEventListener(
    "pointermove",
    ({ timeStamp, buttons }) => seen.on && buttons && seen.moves.push({ stamp: timeStamp, handled: performance.now() }),
    true,
  );
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntriesByName("mesogrid:grid")) seen.drawn.push(startTime);
  }).observe({ type: "mark" });
  const { fetch } = window;
  window.fetch = async (...args) => {
    const call = { begun: performance.now(), ended: Number.POSITIVE_INFINITY };
    if (seen.on) seen.calls.push(call);
    const response = await fetch(...args);
    const read = response.arrayBuffer.bind(response);
    response.arrayBuffer = async () => {
      const body = await read();
      call.ended = performance.now();
      return body;
    };
    return response;
  };
}

/** ellipse is an outline of 120 x 80 mm with so many vertices, mm. */
function ellipse(vertices) {
  return Array.from({ length: vertices }, (_, i) => {
    const angle = (2 * Math.PI * i) / vertices;
    return [60 * Math.cos(angle), 40 * Math.sin(angle)].map((v) => Number(v.toFixed(3)));
  });
}

/** drag moves a vertex sixty times a second for some time, out and back. */
export async function drag(page, server, { vertices, spacingUm, ms }) {
  await page.addInitScript(watch);
  await page.goto(`${server}/#pattern=TRIANGULAR&spacing_um=${spacingUm}&margin_um=2000&dosing.point_nl=20000`);
  const ring = ellipse(vertices);
  await page.getByText("Paste coordinates").click();
  await page.locator("#paste").fill(ring.map((xy) => xy.join(" ")).join("\n"));
  await page.getByRole("button", { name: "Add as an area" }).click();
  await page.getByRole("button", { name: "Snap" }).click(); // to no other vertex on the way
  await page.getByRole("button", { name: "Fit", exact: true }).click();
  await page.waitForTimeout(1_000);

  const board = page.locator("#board");
  const box = await board.boundingBox();
  const [x, y, resolution] = await Promise.all(
    ["data-center-x", "data-center-y", "data-resolution"].map(async (name) => Number(await board.getAttribute(name))),
  );
  const pixel = ([mx, my]) => [
    box.x + box.width / 2 + (mx * 1_000 - x) / resolution,
    box.y + box.height / 2 - (my * 1_000 - y) / resolution,
  ];
  const [px, py] = pixel(ring[0]);
  await page.mouse.move(px - 1, py);
  await page.mouse.move(px, py);
  await page.mouse.down();
  await page.evaluate(() => {
    window.seen.on = true;
  });
  const moves = [];
  const start = performance.now();
  for (let i = 1; performance.now() - start < ms; i++) {
    const out = 15 * (1 - Math.cos(i / 15));
    moves.push(page.mouse.move(px + out, py + 5 * Math.sin(i / 9)));
    await new Promise((resolve) => setTimeout(resolve, start + (i * 1_000) / 60 - performance.now()));
  }
  await Promise.all(moves);
  await page.waitForTimeout(500);
  await page.mouse.up();
  const { moves: seen, calls, drawn } = await page.evaluate(() => window.seen);
  // A movement is in the first request that began after it; its grid is in the first drawing after that answer's end.
  const waits = [];
  for (const { stamp, handled } of seen) {
    const call = calls.find(({ begun }) => begun >= handled);
    const at = call && drawn.find((time) => time >= call.ended);
    if (at !== undefined) waits.push(at - stamp);
  }
  return {
    points: Number((await page.locator("#player").textContent()).match(/all (\d+) points/)?.[1]),
    moves: seen.length,
    drawn: drawn.filter((at) => at >= seen[0].stamp).length,
    requests: calls.length,
    unseen: seen.length - waits.length,
    wait: quantiles(waits),
    call: quantiles(calls.map(({ begun, ended }) => ended - begun)),
  };
}

function quantiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (q) => Number(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]?.toFixed(1));
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}
