/** The order of delivery, played or gone through point by point, by mouse, finger or keyboard. */
import { h } from "../dom.ts";
import type { State, Store } from "../store.ts";
import { factsOf, sentence } from "./facts.ts";
import { lookupOf } from "./lookup.ts";
import { Player, paces } from "./pace.ts";
import "../style/player.css";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Who wants little motion sees a step a second. */
const calmStep = 1_000;
/** How long a point has stood before it is read out, ms. */
const quiet = 600;

/** mountPlayer shows the scrubber. */
export function mountPlayer(root: HTMLElement, store: Store): void {
  let playing: Player | null = null;
  let frame = 0;

  const n = () => store.state.answer?.x.length ?? 0;
  const rate = () => paces[Number(speed.value)]!.rate(n());
  const show = (shown: number | null) => store.view({ shown });
  const stop = () => {
    cancelAnimationFrame(frame);
    playing = null;
    play.textContent = "Play";
  };
  const step = (by: number) => {
    stop();
    show(Math.min(n(), Math.max(1, (store.state.shown ?? (by > 0 ? 0 : n() + 1)) + by)));
  };
  const tick = (now: number) => {
    if (!playing) return;
    const shown = playing.due(now, n());
    if (shown !== store.state.shown) show(shown);
    if (shown < n()) frame = requestAnimationFrame(tick);
    else stop();
  };
  const start = () => {
    const { shown } = store.state;
    const from = shown === null || shown === n() ? 0 : shown;
    playing = new Player(from, performance.now(), rate(), calm.matches ? calmStep : 0);
    play.textContent = "Pause";
    frame = requestAnimationFrame(tick);
  };

  const play = h("button", { type: "button", onclick: () => (playing ? stop() : start()) }, "Play");
  const back = h("button", { type: "button", onclick: () => step(-1) }, "Back");
  const forward = h("button", { type: "button", onclick: () => step(1) }, "Next");
  const range = h("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "Order of delivery",
    oninput: () => {
      stop();
      show(Number(range.value));
    },
  });
  const speed = h(
    "select",
    { "aria-label": "Speed", onchange: () => playing?.turn(performance.now(), rate(), n()) },
    ...paces.map(({ name }, i) => h("option", { value: i, selected: i === 1 }, name)),
  );
  const all = h(
    "button",
    {
      type: "button",
      onclick: () => {
        stop();
        show(null);
        range.focus(); // the button has nothing left to do
      },
    },
    "Show all",
  );
  const value = h("span", { class: "value" });
  const point = h("span", { class: "point" });
  const heard = h("p", { class: "heard", role: "status" });
  let saying = 0;
  const controls = [play, back, range, forward, speed, all];
  root.append(
    h("div", { class: "controls", role: "group", "aria-label": "Order" }, ...controls),
    h("p", { class: "told" }, value, " ", point),
    heard,
  );

  store.listen((now, before) => {
    const points = now.answer?.x.length ?? 0;
    if (now.answer !== before.answer) {
      stop();
      const { shown } = now;
      if (shown !== null && points === 0) show(null);
      else if (shown !== null && shown > points) show(points);
    }
    const shown = now.shown === null ? points : Math.min(now.shown, points);
    for (const control of controls) control.disabled = points === 0;
    if (points > 0) all.disabled = now.shown === null;
    range.max = String(points);
    range.value = String(shown);
    const text = valueText(now, shown, points);
    value.textContent = text;
    range.setAttribute("aria-valuetext", text);
    point.hidden = now.shown === null || shown === 0;
    if (!point.hidden && now.answer) point.textContent = sentence(factsOf(lookupOf(now.answer), shown - 1));
    if (now.shown !== before.shown) {
      // Read out once it stands, not sixty times a second.
      clearTimeout(saying);
      saying = window.setTimeout(() => {
        heard.textContent = point.hidden || playing ? "" : point.textContent;
      }, quiet);
    }
  });
}

function valueText({ answer, shown: asked }: State, shown: number, points: number): string {
  if (answer?.omitted) return "There are too many points to play.";
  if (points === 0) return answer ? "The grid has no points to play." : "There is no grid to play yet.";
  if (asked === null) return points === 1 ? "the only point" : `all ${points} points`;
  if (shown === 0) return `none of ${points} points`;
  return shown === 1 ? `point 1 of ${points}` : `points 1 to ${shown} of ${points}`;
}
