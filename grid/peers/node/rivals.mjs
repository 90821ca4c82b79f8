// Answers peers (../node.go), a line of JSON for a line of JSON: loads an input, measures turf or h3-js on it, and tells which
// candidates they take or how many points they make. The clock is here, so that no pipe is measured.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import * as turf from "@turf/turf";
import * as h3 from "h3-js";

const require = createRequire(import.meta.url);
const version = (name) => require(`${name}/package.json`).version;

// prepare of a rival takes an input ({ring, places, margin, spacing, box, globe, level}: degrees, of which 1 m is 1 mm of the
// input; m) and returns what is done again and again.
const rivals = {
  "turf": (input) => {
    let area = turf.polygon([input.ring]);
    if (input.margin > 0) area = turf.buffer(area, -input.margin, { units: "meters", steps: 64 });
    const mask = new Array(input.places.length).fill(false);
    return () => {
      for (let k = 0; k < mask.length; k++) mask[k] = area !== undefined && turf.booleanPointInPolygon(input.places[k], area);
      return mask;
    };
  },
  "turf.pointGrid": (input) => {
    const mask = turf.polygon([input.ring]);
    return () => turf.pointGrid(input.box, input.spacing, { units: "meters", mask }).features;
  },
  "h3-js": (input) => () => h3.polygonToCells(input.globe, input.level),
  "h3-js, experimental": (input) => () => h3.polygonToCellsExperimental(input.globe, input.level, "containmentCenter"),
};

let inputs = {}, kept = {};

// answers to what a line asks for.
const ask = {
  versions: () => ({ turf: version("@turf/turf"), h3: version("h3-js") }),
  load: ({ rival, input }) => {
    input.box = turf.bbox(turf.polygon([input.ring]));
    inputs[rival] = input;
    kept[rival] = rivals[rival](input);
    return {};
  },
  measure: ({ rival, n, anew }) => {
    const start = process.hrtime.bigint();
    for (let k = 0; k < n; k++) (anew ? rivals[rival](inputs[rival]) : kept[rival])();
    return { ns: Number(process.hrtime.bigint() - start) };
  },
  mask: ({ rival }) => ({ mask: kept[rival]().map((is) => (is ? "1" : "0")).join("") }),
  points: ({ rival }) => ({ points: kept[rival]().length }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = ask[question.ask](question);
  } catch (e) {
    answer = { error: String(e) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
