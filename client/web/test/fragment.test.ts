import { create, equals, type MessageInitShape } from "@bufbuild/protobuf";
import { GridSpecSchema, Order, Pattern, Quantity, Share, SkinLayer } from "@mesogrid/client";
import { expect, test } from "vitest";
import { fromFragment, parametersOf, toFragment } from "../src/files/fragment.ts";

type Spec = MessageInitShape<typeof GridSpecSchema>;

/** Every choice of every part of a plan, to be mixed. */
const parts: readonly (readonly Spec[])[] = [
  [{}, { pattern: Pattern.SQUARE }, { pattern: Pattern.NONE }],
  [{ spacingUm: 1 }, { spacingUm: 4294967295 }],
  [{}, { angleMdeg: 0 }, { angleMdeg: -360000 }],
  [
    {},
    { placement: { case: "centred", value: {} } },
    { placement: { case: "origin", value: { xUm: 0, yUm: -2147483648 } } },
    { placement: { case: "origin", value: {} } },
    { placement: { case: "bestFit", value: { wantedPoints: 12 } } },
    { placement: { case: "lattice", value: { originX: -(2n ** 52n), aX: 10485760000n, bY: 1n } } },
  ],
  [{}, { order: Order.SHORTEST, marginUm: 3000 }],
  [
    {},
    { dosing: {} },
    { dosing: { rule: { case: "pointNl", value: 0 }, share: Share.VORONOI, capPermille: 3000 } },
    {
      dosing: {
        rule: { case: "totalNl", value: 2n ** 64n - 1n },
        mixture: [
          { name: "a & b = 50 % #1", unit: "µg", amountMicro: 1n, inNl: 2n ** 63n, partNl: 3n },
          {},
          { name: "saline", partNl: 1n },
        ],
      },
    },
  ],
  [
    {},
    { depth: { layer: SkinLayer.DERMIS, kind: { case: "insertion", value: { lengthUm: 5, angleMdeg: 30000 } } } },
    { depth: { kind: { case: "depthUm", value: 0 } } },
  ],
  [{}, { injector: { stepNl: 10, reservoirNl: 2n ** 64n - 1n } }],
  [{}, { protocol: "deoxycholate-submental" }],
  [
    {},
    {
      limits: [
        { quantity: Quantity.POINTS, softMin: 0n, hardMax: 50n, source: "label, 2020; p. 3" },
        { quantity: Quantity.DOSE_PER_KG, component: "a b", unit: "mg", hardMax: 1n, periodDays: 84 },
      ],
    },
  ],
];

function* mixed(): Generator<Spec> {
  for (const part of parts) yield* part;
  // Every pair of choices, and some longer mixes: a fixed sequence of its own for each.
  for (const a of parts)
    for (const b of parts) if (a !== b) for (const x of a) for (const y of b) yield { ...x, ...y } as Spec;
  for (let seed = 1; seed <= 500; seed++) {
    let n = seed;
    const next = () => {
      n = (n * 48271) % 2147483647;
      return n;
    };
    yield Object.assign({}, ...parts.map((part) => part[next() % part.length]));
  }
}

test("what is drawn and what is about a person stay out, and are not read", () => {
  const spec = create(GridSpecSchema, {
    area: { case: "outline", value: { polygons: [{ shell: { xUm: [1, 2, 3], yUm: [1, 2, 2] } }] } },
    spacingUm: 7,
    fixedPoints: [{ xUm: 1 }],
    bodyMassG: 70000,
    delivered: [{ component: "a b", unit: "mg", amountMicro: 5n, daysAgo: 3 }],
  });
  expect(toFragment(spec)).toBe("spacing_um=7");
  for (const pair of ["body_mass_g=70000", "delivered.0.component=a", "fixed_points.0.x_um=1", "outline="]) {
    expect(fromFragment(pair).problems).toEqual([`${pair}: is no parameter`]);
  }
  const other = create(GridSpecSchema, { spacingUm: 8 });
  expect(parametersOf(other, spec)).toEqual({ ...spec, spacingUm: 8 });
});

test("what is written is read again, whole", () => {
  for (const spec of mixed()) {
    const asked = create(GridSpecSchema, spec);
    const fragment = toFragment(asked);
    const { spec: came, problems } = fromFragment(`#${fragment}`);
    expect(problems, fragment).toEqual([]);
    expect(equals(GridSpecSchema, came, asked), fragment).toBe(true);
    expect(fragment).toMatch(/^[\w.~!*'()%=&,/:;@-]*$/);
  }
});

test("it is readable", () => {
  const spec = create(GridSpecSchema, {
    pattern: Pattern.TRIANGULAR,
    spacingUm: 3000,
    marginUm: 2000,
    dosing: { rule: { case: "pointNl", value: 20000 }, mixture: [{ name: "toxin", unit: "units" }] },
    placement: { case: "centred", value: {} },
  });
  expect(toFragment(spec)).toBe(
    "pattern=triangular&spacing_um=3000&centred=&margin_um=2000&dosing.point_nl=20000&dosing.mixture.0.name=toxin&dosing.mixture.0.unit=units",
  );
});

test("what is drawn is not in it", () => {
  const spec = create(GridSpecSchema, {
    area: { case: "outline", value: { polygons: [{ shell: { xUm: [0, 1, 2], yUm: [0, 1, 0] } }] } },
    fixedPoints: [{ name: "a" }],
  });
  expect(toFragment(spec)).toBe("");
});

test("what cannot be read is told and left out; the rest is taken", () => {
  const cases: [bad: string, told: RegExp][] = [
    ["colour=red", /^colour=red: is no parameter/],
    ["spacing_um=3mm", /^spacing_um:/],
    ["spacing_um=", /^spacing_um:/],
    ["spacing_um=1.5", /^spacing_um:/],
    ["spacing_um=-1", /^spacing_um:/],
    ["spacing_um=4294967296", /^spacing_um:/],
    ["spacing_um=1&spacing_um=2", /^spacing_um:.*twice/],
    ["spacing_um", /^spacing_um: has no value/],
    ["pattern=hexagonal", /^pattern:/],
    ["origin.x_um=1&origin.y_um=b", /^origin:/],
    ["origin.x_um=1&origin.z_um=2", /^origin.z_um=2: is no parameter/],
    ["centred=&origin.x_um=1", /^origin:/],
    ["dosing.mixture.1.name=a", /^dosing.mixture:.*no entry 0/],
    ["dosing.mixture.0.name=a&dosing.mixture.0.part_nl=b", /^dosing.mixture:/],
    ["limits.0.hard_max=5&limits.0.period_days=x", /^limits:/],
    ["limits.4294967295.hard_max=5", /^limits:/],
    ["limits.0=5", /^limits:.*takes no value/],
    ["limits=5", /^limits:/],
    ["outline.polygons.0.shell.x_um.0=5", /is no parameter/],
    ["fixed_points.0.x_um=5", /is no parameter/],
    ["__proto__.x=5", /is no parameter/],
    ["constructor=5", /is no parameter/],
    ["protocol=%E0%A4", /^protocol=%E0%A4:/],
    ["dosing=5", /^dosing:/],
    ["dosing.=5", /is no parameter/],
  ];
  for (const [bad, told] of cases) {
    const { spec, problems } = fromFragment(`margin_um=7&${bad}&order=shortest`);
    expect(problems.join("\n"), bad).toMatch(told);
    expect(spec.marginUm, bad).toBe(7);
    expect(spec.order, bad).toBe(Order.SHORTEST);
    expect(spec.spacingUm, bad).toBe(0);
    expect([spec.dosing?.mixture ?? [], spec.limits, spec.fixedPoints], bad).toEqual([[], [], []]);
  }
});
