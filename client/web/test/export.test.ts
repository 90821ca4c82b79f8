import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  GenerateGridRequestSchema,
  GridHeaderSchema,
  GridReportSchema,
  Pattern,
  StreamGridRequestSchema,
} from "@mesogrid/client";
import { expect, test } from "vitest";
import { commandLines, quoted } from "../src/files/export/commandline.ts";
import { escaped } from "../src/files/export/markup.ts";
import { pointsCsv, pointsGeojson } from "../src/files/export/points.ts";
import { notReady } from "../src/files/export/ready.ts";
import { deviceBytes, requestBytes, requestJson } from "../src/files/export/request.ts";
import { classesOf, classText } from "../src/files/export/shades.ts";
import { refusalText } from "../src/files/export/stencil.ts";
import { svg } from "../src/files/export/svg.ts";
import { BadFile } from "../src/files/json.ts";
import { readJson } from "../src/files/json_reader.ts";
import { isRequest, readRequest } from "../src/files/request.ts";
import { emptyPlan, newPlan, outlineOf, type Plan, ringsOf } from "../src/plan/plan.ts";
import type { Answer, State } from "../src/store.ts";

const shell = { xUm: [0, 30_000, 30_000, 0], yUm: [0, 0, 20_000, 20_000] };
const plan = newPlan(
  {
    area: {
      case: "outline",
      value: { polygons: [{ shell }], keepOuts: [{ polygon: { shell }, name: "O'Brien & <b>" }] },
    },
    pattern: Pattern.SQUARE,
    spacingUm: 10_000,
    angleMdeg: -1,
    fixedPoints: [{ name: "mid\u2028line", xUm: -1_500, yUm: 7 }],
    dosing: { rule: { case: "totalNl", value: 9_007_199_254_740_993n } },
  },
  ["left"],
);

function answerOf(of: Plan): Answer {
  const header = { key: { pointCount: 2n, crc32c: 0xabcdef, revision: 2 }, totalVolumeNl: 50_000n };
  return {
    plan: of,
    header: create(GridHeaderSchema, header),
    report: create(GridReportSchema, { fixedPointIndex: [0n] }),
    x: Int32Array.of(-1_500, 2_000),
    y: Int32Array.of(7, 0),
    volume: Uint32Array.of(30_000, 20_000),
    omitted: false,
  };
}

test("points are written as the command writes them", () => {
  expect(pointsCsv(answerOf(plan))).toBe("index,x_um,y_um,volume_nl\n0,-1500,7,30000\n1,2000,0,20000\n");
  expect(pointsGeojson(answerOf(plan))).toBe(
    '{"type":"FeatureCollection","features":[\n' +
      '{"type":"Feature","geometry":{"type":"Point","coordinates":[-1.5,0.007]},"properties":{"index":0,"volume_nl":30000,"name":"mid\\u2028line"}}\n' +
      ',{"type":"Feature","geometry":{"type":"Point","coordinates":[2,0]},"properties":{"index":1,"volume_nl":20000}}\n]}\n',
  );
});

test("a request is read back as the plan that it was", () => {
  const text = requestJson(plan.spec);
  const v = readJson(text);
  if (!isRequest(v)) throw new Error(`no request: ${text}`);
  const want = toBinary(GenerateGridRequestSchema, create(GenerateGridRequestSchema, { spec: plan.spec }));
  expect(requestBytes(readRequest(v).spec)).toEqual(want);
  expect(text).toContain('"x_um": [0,30000,30000,0]');
  const spec = JSON.stringify(JSON.parse(text).spec);
  expect(requestBytes(readRequest(readJson(spec) as never).spec)).toEqual(want);
});

test("rings of a request are opened, as all of a plan are", () => {
  const ring = '{"x_um":[0,9,9,0],"y_um":[0,0,9,0]}';
  const text = `{"spec":{"outline":{"polygons":[{"shell":${ring},"holes":[${ring}]}],"keep_outs":[{"polygon":{"shell":${ring}}}]}}}`;
  const { polygons, keepOuts } = outlineOf(readRequest(readJson(text) as never));
  for (const p of [polygons[0], keepOuts[0]?.polygon]) {
    for (const { xUm, yUm } of ringsOf(p))
      expect([xUm, yUm]).toEqual([
        [0, 9, 9],
        [0, 0, 9],
      ]);
  }
  expect(ringsOf(polygons[0])).toHaveLength(2);
});

test("numbers of a request are those that stand there", () => {
  const amount = (text: string) =>
    readRequest(readJson(`{"spec":{"dosing":{"mixture":[{"amount_micro":${text}}]}}}`) as never).spec.dosing?.mixture[0]
      ?.amountMicro;
  for (const text of ["0", "7", "9007199254740991", "9007199254740993", "123456789012345678", "18446744073709551615"]) {
    expect(amount(text), text).toBe(BigInt(text));
    expect(amount(`"${text}"`), text).toBe(BigInt(text));
  }
  expect(amount("4.50e1")).toBe(45n);
  expect(amount("1e18")).toBe(10n ** 18n);
  for (const text of ["18446744073709551616", "-1", "0.5", "5.00000000000000001", "1e40", "1e400", "1e-400"]) {
    expect(() => amount(text), text).toThrow(BadFile);
  }
});

test("a request that the page could not show is refused", () => {
  const read = (text: string) => () => readRequest(readJson(text) as never);
  for (const [text, rule] of [
    ['{"spec":{"speling":1}}', /is no request of the contract: .*speling/],
    ['{"spec":{"spacing_um":0.5}}', /is no request of the contract: .*spacing_um/],
    ["{}", /.*/],
    ['{"omit_points":true,"spec":null}', /without a spec/],
    [
      '{"spec":{"outline":{"polygons":[{"shell":{"x_um":[1,2],"y_um":[1]}}]}}}',
      /^spec.outline.polygons\[0\].shell has 2 x_um and 1 y_um/,
    ],
    ['{"spec":{"outline":{"keep_outs":[{}]}}}', /^spec.outline.keep_outs\[0\].polygon.shell is missing/],
  ] as const) {
    if (text === "{}") expect(isRequest(readJson(text))).toBe(false);
    else {
      expect(read(text)).toThrow(rule);
      expect(read(text)).toThrow(BadFile);
    }
  }
});

test("a lattice of a request can be let go", () => {
  const text = requestJson(newPlan({ placement: { case: "lattice", value: { aX: 1n } } }).spec);
  expect(readRequest(readJson(text) as never).thawed).not.toBeNull();
});

test("a device gets the key of the grid that was looked at", () => {
  const request = fromBinary(StreamGridRequestSchema, deviceBytes(answerOf(plan)));
  expect(request.expect).toEqual(answerOf(plan).header.key);
  expect(request.source.value).toEqual(fromBinary(GenerateGridRequestSchema, requestBytes(plan.spec)).spec);
});

test("words for a shell", () => {
  expect(quoted("request.json")).toBe("request.json");
  expect(quoted("O'Brien; rm -rf $HOME `x` \\ \n!")).toBe("'O'\\''Brien; rm -rf $HOME `x` \\ \n!'");
  expect(quoted("")).toBe("''");
  const [curl, grpcurl] = commandLines(plan.spec, "http://127.0.0.1:7172", "left-request.json");
  expect(curl!.text).toContain("O'\\''Brien");
  expect(curl!.text).toMatch(/ http:\/\/127.0.0.1:7172\/mesogrid.v1.GridService\/GenerateGrid$/);
  expect(grpcurl!.text).toMatch(/^grpcurl -plaintext -d '.*' 127.0.0.1:7172 mesogrid.v1.GridService\/GenerateGrid$/);
  expect(curl!.text).toContain("mid\\u2028line");
  expect(commandLines(plan.spec, "https://example.org", "f")[1]!.text).toContain(" example.org:443 ");
  expect(commandLines(plan.spec, "https://example.org/grids", "f")).toHaveLength(1);
});

test("a request that is too long for a line goes through a file", () => {
  const many = Array.from({ length: 5_000 }, (_, i) => i);
  const long = newPlan({ area: { case: "outline", value: { polygons: [{ shell: { xUm: many, yUm: many } }] } } });
  const [curl, grpcurl] = commandLines(long.spec, "http://localhost", "my request.json");
  expect(curl!.text).toContain("--data-binary '@my request.json' ");
  expect(grpcurl!.text).toBe(
    "grpcurl -plaintext -d @ localhost:80 mesogrid.v1.GridService/GenerateGrid <'my request.json'",
  );
  expect(curl!.note).toContain("my request.json");
});

test("a grid that is not of the plan is never exported", () => {
  const state = { plan, answer: answerOf(plan), refusal: null, busy: false } as unknown as State;
  expect(notReady(state, { points: true, volume: true })).toBe("");
  expect(notReady({ ...state, plan: { ...plan }, busy: true })).toMatch(/still being computed/);
  expect(notReady({ ...state, plan: { ...plan }, refusal: {} as never })).toMatch(/has no grid/);
  expect(notReady({ ...state, answer: null })).not.toBe("");
  expect(notReady({ ...state, plan: emptyPlan, answer: answerOf(emptyPlan) })).toMatch(/no area/);
  const omitted = { ...state, answer: { ...answerOf(plan), omitted: true } };
  expect([notReady(omitted), notReady(omitted, { points: true }) === ""]).toEqual(["", false]);
  const dry = { ...answerOf(plan), header: create(GridHeaderSchema, { key: { pointCount: 2n } }) };
  expect(notReady({ ...state, answer: dry }, { volume: true })).toMatch(/no volume/);
  expect(notReady({ ...state, answer: dry }, { points: true })).toBe("");
});

test("a drawing holds every point, at its true size, and no markup of others", () => {
  const text = svg(answerOf(plan));
  expect(text).toContain("O'Brien &amp; &lt;b&gt;");
  const [, width] = /width="([\d.]+)mm"/.exec(text)!;
  expect(text).toContain(`viewBox="0 0 ${width} `);
  expect(text.match(/<g fill="[^"]*">\n<circle/g)).toHaveLength(1);
  expect(escaped('\u0000<"&>\n')).toBe(" &lt;&quot;&amp;&gt; ");
});

test("classes of volume", () => {
  expect(classesOf(Uint32Array.of(5, 5, 5)).map(classText)).toEqual(["3 points of 0.000005 mL"]);
  expect(classesOf(new Uint32Array(1)).map(classText)).toEqual(["1 point without volume"]);
  const volumes = Uint32Array.from({ length: 1_000 }, (_, i) => i * 4_000_000);
  const classes = classesOf(volumes);
  expect(classes).toHaveLength(5);
  expect(classes.reduce((n, c) => n + c.points, 0)).toBe(1_000);
  expect(classes.every((c, i) => i === 0 || c.lo > classes[i - 1]!.hi)).toBe(true);
});

test("what the server says of a stencil", () => {
  expect(refusalText('{"code":"invalid_argument","message":"spec: gives 9 points: widen spec.spacing_um"}', 400)).toBe(
    "The plan gives 9 points: widen spacing",
  );
  expect(refusalText("<html>", 502)).toContain("502");
});
