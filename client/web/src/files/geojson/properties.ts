/** Name, role and margin of a feature. */
import { BadFile, folded, type Json, JsonNumber, JsonObject, kind, quote, said } from "../json.ts";
import { called, type Part } from "./part.ts";

/** What people call margin_mm, folded. */
export const marginKey = /^margins?(um|mm|cm|in|[^a-z].*)?$/;

export interface Properties {
  readonly name: string;
  readonly keepOut: boolean;
  /** Of a keep-out, um. */
  readonly margin: number;
}

/** The greatest margin that the contract takes, um. */
const widest = 1_000_000n;

/**
 * propertiesOf reads name, role and margin_mm. Others are the file's own business, but not those that seem to mean one of
 * these: an eye whose role is spelt in another way would be treated.
 */
export function propertiesOf(alone: Part, v: Json): Properties {
  if (v === null) return { name: "", keepOut: false, margin: 0 };
  if (!(v instanceof JsonObject)) throw new BadFile(`${called(alone)}: properties is ${kind(v)}: give an object`);
  const name = v.get("name") ?? "";
  if (typeof name !== "string") {
    throw new BadFile(`${called(alone)}: properties.name is ${kind(name)}: write it in quotes`);
  }
  const at = called({ ...alone, name });
  checkKeys(at, v);
  const role = v.get("role");
  if (role !== null && role !== "outline" && role !== "keep-out") {
    throw new BadFile(`${at}: properties.role is ${said(role)}: use "outline" or "keep-out"`);
  }
  return { name, keepOut: role === "keep-out", margin: marginOf(at, v.get("margin_mm"), role === "keep-out") };
}

function checkKeys(at: string, o: JsonObject): void {
  const misspelt = o.misspelt("name", "role");
  if (misspelt) throw new BadFile(`${at}: properties has ${quote(misspelt.key)}: write ${quote(misspelt.meant)}`);
  for (const key of o.keys) {
    if (key !== "margin_mm" && marginKey.test(folded(key))) {
      throw new BadFile(`${at}: properties has ${quote(key)}: write "margin_mm", a number of mm`);
    }
    if (folded(key) === "keepout") {
      throw new BadFile(`${at}: properties has ${quote(key)}: write "role": "keep-out"`);
    }
  }
}

/** marginOf reads a keep-out's own margin, exactly, um; 0: it has none. */
function marginOf(at: string, margin: Json, keepOut: boolean): number {
  if (margin === null) return 0;
  if (!keepOut) {
    throw new BadFile(
      `${at}: properties.margin_mm is for a keep-out: leave it out and set the margin of the plan, or give the role "keep-out"`,
    );
  }
  if (!(margin instanceof JsonNumber)) {
    throw new BadFile(`${at}: properties.margin_mm is ${kind(margin)}: give a number of mm without quotes`);
  }
  const um = exactUm(margin.text);
  if (typeof um === "string") throw new BadFile(`${at}: properties.margin_mm ${margin.text}: ${um}`);
  return um;
}

function exactUm(text: string): number | string {
  const m = /^(-?)([0-9]{1,30})(?:\.([0-9]{1,30}))?$/.exec(text);
  if (!m) {
    return "is not a plain number with a unit: write digits, at most one point between them, then the unit, such as 3mm";
  }
  const decimals = (m[3] ?? "").replace(/0+$/, "");
  const whole = BigInt(m[2] + decimals.slice(0, 3).padEnd(3, "0"));
  const exact = decimals.length <= 3;
  if ((m[1] === "-" && (whole > 0n || !exact)) || whole > widest || (whole === widest && !exact)) {
    return "is outside 0mm to 1000mm";
  }
  if (!exact) return `is not a whole number of um: write ${mm(whole)}mm or ${mm(whole + 1n)}mm`;
  return Number(whole);
}

function mm(um: bigint): string {
  return String(Number(um) / 1000); // below 1e6: as short as it was
}
