import { readFileSync } from "node:fs";
import { create } from "@bufbuild/protobuf";
import { type Polygon, PolygonSchema } from "@mesogrid/client";
import { expect, test } from "vitest";
import { areaOf } from "../src/files/geojson/read.ts";
import { roundUm } from "../src/files/geojson/rings.ts";
import { writeArea } from "../src/files/geojson/write.ts";
import { BadFile } from "../src/files/json.ts";
import { readJson } from "../src/files/json_reader.ts";
import { readPlan } from "../src/files/open.ts";
import { newPlan, outlineOf } from "../src/plan/plan.ts";

const readArea = (text: string) => areaOf(readJson(text));

function refused(text: string): string {
  try {
    readPlan(text);
  } catch (error) {
    if (error instanceof BadFile) return error.message;
    throw error;
  }
  return "";
}

const square = "[[[0,0],[50,0],[50,50],[0,50],[0,0]]]";
const shape = (properties: string, coordinates = square, type = "Polygon") =>
  `{"type":"Feature","properties":{${properties}},"geometry":{"type":"${type}","coordinates":${coordinates}}}`;
const collection = (...features: string[]) => `{"type":"FeatureCollection","features":[${features.join(",")}]}`;

test("files are refused in the words of the command", () => {
  const golden = readFileSync(new URL("../../mesogrid/testdata/refusals.golden", import.meta.url), "utf8");
  const cases = [...golden.matchAll(/^\$ echo '(.*)' \| .*\nmesogrid: standard input: (.*)$/gm)];
  // What only the server sees has a semicolon before what to do.
  const ours = cases.filter(([, , text]) => !text!.includes(";"));
  expect(ours.length).toBeGreaterThan(15);
  for (const [, file, text] of ours) expect({ file, text: refused(file!) }).toEqual({ file, text });
});

test("more that the command refuses", () => {
  const eye = '"name":"eye","role":"keep-out"';
  const cases: [string, string][] = [
    [" \n", "the outline is empty: give a GeoJSON polygon"],
    ["{", "line 1, column 1: is not JSON: unexpected end of JSON input"],
    ['{"type":"Polygon"}\n{', "line 2, column 1: is not JSON: invalid character '{' after top-level value"],
    [`{"é":"😀"!`, "line 1, column 9: is not JSON: invalid character '!' after object key:value pair"],
    [collection(shape(eye)), 'there is no polygon to treat: give one without the role "keep-out"'],
    [shape('"role":"keepout"'), 'the outline: properties.role is "keepout": use "outline" or "keep-out"'],
    [shape('"margin_mm":3').slice(0, -1), ""],
    [shape(`${eye},"margin_mm":"3"`), '"eye": properties.margin_mm is text: give a number of mm without quotes'],
    [
      shape(`${eye},"margin_mm":0.1234`),
      '"eye": properties.margin_mm 0.1234: is not a whole number of um: write 0.123mm or 0.124mm',
    ],
    [shape(`${eye},"margin_mm":1000.0001`), '"eye": properties.margin_mm 1000.0001: is outside 0mm to 1000mm'],
    [shape("", "[]"), "the outline has no ring: give its vertices"],
    [shape("", "[[]]"), "the outline shell has no vertex: give at least 3"],
    [shape("", "[[[0,0],[1,1]],[[null,0]]]"), "the outline holes[0] vertex[0] has null for x: give a number of mm"],
    [collection(shape("", "[]", "MultiPolygon")), "features[0] has no polygon: give one"],
    [
      collection(shape('"name":"a"', "[[[[0,0]]],[]]", "MultiPolygon")),
      '"a" polygon 2 of 2 has no ring: give its vertices',
    ],
    [collection(shape("", "[1,2]", "LineString")), "features[0] is a LineString: give a polygon"],
    [
      shape("", "[[[2147483.648,0],[0,0],[1,1]]]"),
      "the outline shell vertex[0] (2147483.648, 0) mm is outside -2147483.648mm to 2147483.647mm: move the outline",
    ],
  ];
  for (const [file, text] of cases) {
    if (text === "") expect(refused(file)).toMatch(/is not JSON/);
    else expect({ file, text: refused(file) }).toEqual({ file, text });
  }
  expect(
    refused(collection(`{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}`)),
  ).toMatch(/^features\[0\] is a Point: give a polygon; the points of a grid/);
});

test("millimetres are rounded as the command rounds them", () => {
  // Made by roundUM of client/mesogrid/rings.go; null: outside.
  const cases: [string, number | null][] = [
    ["1.0005", 1001],
    ["-1.0005", -1000],
    ["0.0005", 1],
    ["-0.0005", 0],
    ["-0.0", 0],
    ["0.00049999999999999999", 1],
    ["2.5e-3", 3],
    ["5e-4", 1],
    ["-5e-4", 0],
    ["4.9999999999999999e-4", 1],
    ["1.0015", 1002],
    ["8.3885", 8389],
    ["-8.3885", -8388],
    ["2147483.6475", null],
    ["2147483.647", 2147483647],
    ["2147483.6474999999", null],
    ["-2147483.6485", -2147483648],
    ["-2147483.6484", -2147483648],
    ["-2147483.649", null],
    ["0.1235", 124],
    ["1234567.0005", 1234567001],
    ["1234567.00049999999", 1234567001],
    ["-1234567.0005", -1234567000],
    ["999999.9995", 1000000000],
    ["1e-400", 0],
    ["1e6", 1000000000],
    ["21474836e-1", 2147483600],
    ["9999999.9", null],
    ["1e7", null],
    ["1.00049999999999994493", 1001],
    ["1.000500000000000000001", 1001],
    ["123456.1234999999999999", 123456124],
    ["1.0005000000000001", 1001],
    ["1048576.0005", 1048576001],
    ["33.33349999999999", 33333],
    ["0.0015", 2],
    ["-0.0015", -1],
    ["1e-7", 0],
    ["0.00050000000000000001", 1],
  ];
  for (const [text, um] of cases) expect([text, roundUm(Number(text))]).toEqual([text, um]);
});

test("every tie is rounded up, whatever the doubles say", () => {
  let seed = 1;
  for (let i = 0; i < 20_000; i++) {
    seed = (seed * 48271) % 2147483647;
    const um = (seed % 2 === 0 ? seed : -seed) % (i % 3 === 0 ? 1_000 : 2_000_000_000);
    const text = `${um < 0 ? "-" : ""}${Math.trunc(Math.abs(um) / 1000)}.${String(Math.abs(um) % 1000).padStart(3, "0")}5`;
    // -1.0005 is half way between -1001 and -1000: up is towards zero.
    const want = um < 0 || text.startsWith("-") ? um : um + 1;
    expect([text, roundUm(Number(text))]).toEqual([text, want]);
  }
});

function polygon(...rings: [number, number][][]): Polygon {
  const [shell, ...holes] = rings.map((r) => ({ xUm: r.map(([x]) => x), yUm: r.map(([, y]) => y) }));
  return create(PolygonSchema, { shell: shell!, holes });
}

test("what is saved is read back as it was", () => {
  const plan = newPlan(
    {
      area: {
        case: "outline",
        value: {
          polygons: [
            polygon(
              [
                [0, 0],
                [50_001, -7],
                [50_000, 50_000],
              ],
              [
                [10, 5],
                [20, 5],
                [20, 9],
              ],
            ),
            polygon([
              [-2_147_483_648, 0],
              [2_147_483_647, 1],
              [3, 999],
            ]),
          ],
          keepOuts: [
            {
              polygon: polygon([
                [1, 1],
                [2, 2],
                [3, 1],
              ]),
              marginUm: 1_001,
              name: 'O\'Brien "x" \u2028 é',
            },
            {
              polygon: polygon([
                [1, 1],
                [2, 2],
                [3, 1],
              ]),
            },
          ],
        },
      },
    },
    ["left, outer", ""],
  );
  const area = readArea(writeArea(plan));
  expect(area.names).toEqual(plan.names);
  expect(area.polygons).toEqual(outlineOf(plan).polygons);
  expect(area.keepOuts).toEqual(outlineOf(plan).keepOuts);
});

test("a closed ring is opened, and an open one is taken as it is", () => {
  for (const coordinates of ["[[[0,0],[1,0],[1,1],[0,0]]]", "[[[0,0],[1,0],[1,1]]]"]) {
    expect(readArea(shape("", coordinates)).polygons).toEqual([
      polygon([
        [0, 0],
        [1000, 0],
        [1000, 1000],
      ]),
    ]);
  }
});

test("an outline of 100,000 vertices is read", () => {
  const vertices = Array.from({ length: 100_000 }, (_, i) => `[${i / 100},${(i * 7919) % 1000}]`);
  expect(readArea(shape("", `[[${vertices.join(",")}]]`)).polygons[0]!.shell!.xUm).toHaveLength(100_000);
});
