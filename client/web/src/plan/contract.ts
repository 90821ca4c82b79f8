/**
 * Values of a plan by their contract's paths, such as "spec.dosing.mixture[1].amount_micro": so that a field of the page is
 * a path, what the server says of a path is said of that field, and a new field of the contract is no new code.
 */
import { create, type DescField, type DescMessage, type Message, ScalarType, toBinary } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { type GridSpec, GridSpecSchema } from "@mesogrid/client";

interface Step {
  readonly field: DescField;
  /** Place in a list; undefined: the field itself. */
  readonly index?: number;
}

type Loose = Record<string, unknown>;

const known = new Map<string, readonly Step[]>();

/** stepsOf throws on a path that the contract does not have. */
function stepsOf(path: string): readonly Step[] {
  let steps = known.get(path);
  if (!steps) {
    steps = read(path);
    known.set(path, steps);
  }
  return steps;
}

function read(path: string): Step[] {
  const [root, ...parts] = path.split(".");
  let desc: DescMessage | undefined = GridSpecSchema;
  const steps = parts.map((part): Step => {
    const m = /^([a-z0-9_]+)(?:\[(\d+)\])?$/.exec(part);
    const field = desc?.fields.find(({ name }) => name === m?.[1]);
    if (!m || !field) throw new Error(`the contract has no ${path}`);
    desc = field.message;
    return { field, index: m[2] === undefined ? undefined : Number(m[2]) };
  });
  if (root !== "spec" || steps.length === 0) throw new Error(`the contract has no ${path}`);
  return steps;
}

/** fieldAt describes the field that a path leads to; undefined: the contract has none. */
export function fieldAt(path: string): DescField | undefined {
  try {
    return stepsOf(path).at(-1)?.field;
  } catch {
    return undefined;
  }
}

/** valueAt is what is there; undefined where it, or what it is a part of, is absent. */
export function valueAt(spec: GridSpec, path: string): unknown {
  let value: unknown = spec;
  for (const { field, index } of stepsOf(path)) {
    if (value === undefined) return undefined;
    value = get(value as Loose, field);
    if (index !== undefined) value = (value as unknown[] | undefined)?.[index];
  }
  return value;
}

/**
 * withValueAt is the plan with another value there; undefined takes it away. What it is a part of is made where it is
 * absent, and taken away again where nothing is left in it: an empty dosing would be another plan than none.
 */
export function withValueAt(spec: GridSpec, path: string, value: unknown): GridSpec {
  const changed = put(spec as unknown as Loose, stepsOf(path), 0, value) as unknown as GridSpec;
  for (const part of ["dosing", "depth", "injector"] as const) {
    const desc = GridSpecSchema.field[part].message as DescMessage;
    const message: Message | undefined = changed[part];
    // Not deleted: where the plan before is spread below this one, its part would shine through.
    if (message && toBinary(desc, message).length === 0) changed[part] = undefined;
  }
  return changed;
}

/** integerAt is valueAt of a whole number. */
export function integerAt(spec: GridSpec, path: string): bigint | undefined {
  const value = valueAt(spec, path) as number | bigint | undefined;
  return value === undefined ? undefined : BigInt(value);
}

/** withIntegerAt is withValueAt of a whole number, which the field has to have room for. */
export function withIntegerAt(spec: GridSpec, path: string, value: bigint | undefined): GridSpec {
  return withValueAt(spec, path, value === undefined || isWide(path) ? value : Number(value));
}

/** isOptional says that the contract tells 0 from nothing. */
export function isOptional(path: string): boolean {
  const field = fieldAt(path);
  return (
    field?.oneof !== undefined ||
    (field?.fieldKind === "scalar" && field.presence === FeatureSet_FieldPresence.EXPLICIT)
  );
}

/** isWide says that a field has 64 bits. */
function isWide(path: string): boolean {
  const { UINT64, INT64, SINT64, FIXED64, SFIXED64 } = ScalarType;
  const scalar = fieldAt(path)?.scalar;
  return scalar !== undefined && ([UINT64, INT64, SINT64, FIXED64, SFIXED64] as ScalarType[]).includes(scalar);
}

function get(message: Loose, field: DescField): unknown {
  if (!field.oneof) return message[field.localName];
  const chosen = message[field.oneof.localName] as { case?: string; value?: unknown };
  return chosen.case === field.localName ? chosen.value : undefined;
}

function put(message: Loose, steps: readonly Step[], at: number, value: unknown): Loose {
  const { field, index } = steps[at]!;
  const inner = (old: unknown) =>
    at === steps.length - 1 ? value : put((old ?? create(field.message as DescMessage)) as Loose, steps, at + 1, value);
  const old = get(message, field);
  if (index === undefined) return set(message, field, inner(old));
  const list = [...(old as unknown[])];
  list[index] = inner(list[index]);
  return set(message, field, list);
}

function set(message: Loose, field: DescField, value: unknown): Loose {
  if (field.oneof) {
    const { localName } = field.oneof;
    if (value !== undefined) return { ...message, [localName]: { case: field.localName, value } };
    const { case: chosen } = message[localName] as { case?: string };
    return chosen === field.localName ? { ...message, [localName]: { case: undefined } } : message;
  }
  const empty = create(field.parent) as unknown as Loose;
  return { ...message, [field.localName]: value === undefined ? empty[field.localName] : value };
}
