/**
 * GeoJSON in planar millimetres, x to the right and y up, as the command mesogrid reads it: what would be passed over,
 * though it was meant to be read, is refused by name.
 */
import { create } from "@bufbuild/protobuf";
import { type KeepOut, KeepOutSchema, type Polygon } from "@mesogrid/client";
import { BadFile, folded, type Json, JsonObject, kind, quote, said } from "../json.ts";
import { called, type Part } from "./part.ts";
import { marginKey, type Properties, propertiesOf } from "./properties.ts";
import { polygonOf } from "./rings.ts";

/** An area to treat, as a file has it. */
export interface Area {
  readonly polygons: Polygon[];
  readonly keepOuts: KeepOut[];
  /** Of each polygon; may be empty. */
  readonly names: string[];
}

interface Feature extends Properties {
  readonly part: Part;
  readonly geometry: JsonObject;
}

/** Members that are read, or refused for what they would mean. */
const members = ["type", "features", "geometry", "properties", "coordinates", "crs"];

/** areaOf is the area of a geometry, a feature or a collection of features; it throws a BadFile. */
export function areaOf(top: Json): Area {
  const area: Area = { polygons: [], keepOuts: [], names: [] };
  for (const f of featuresOf(top)) {
    const polygons = polygonsOf(f);
    if (f.keepOut) {
      const { name, margin: marginUm } = f;
      area.keepOuts.push(...polygons.map((polygon) => create(KeepOutSchema, { polygon, marginUm, name })));
    } else {
      area.polygons.push(...polygons);
      area.names.push(...polygons.map(() => f.name));
    }
  }
  if (area.polygons.length === 0) {
    throw new BadFile('there is no polygon to treat: give one without the role "keep-out"');
  }
  return area;
}

function featuresOf(top: Json): Feature[] {
  const alone: Part = { name: "", feature: -1, index: 0, of: 1 };
  if (!(top instanceof JsonObject)) throw new BadFile(`the outline is ${kind(top)}: give a GeoJSON object`);
  check(called(alone), top);
  switch (top.get("type")) {
    case "FeatureCollection":
      return collection(top.get("features"));
    case "Feature":
      return [featureOf(alone, top)];
    case null:
      throw new BadFile(
        'the outline is JSON without a "type": give a GeoJSON polygon, feature or collection of features',
      );
  }
  return [{ part: alone, geometry: top, name: "", keepOut: false, margin: 0 }];
}

function collection(v: Json): Feature[] {
  if (v === null) return [];
  if (!Array.isArray(v)) throw new BadFile(`features is ${kind(v)}: give a list of features`);
  return v.map((o, feature) => {
    const at: Part = { name: "", feature, index: 0, of: 1 };
    if (!(o instanceof JsonObject)) throw new BadFile(`${called(at)} is ${kind(o)}: give a GeoJSON feature`);
    return featureOf(at, o);
  });
}

/** check refuses what would be passed over, though it was meant to be read. */
function check(at: string, o: JsonObject): void {
  const misspelt = o.misspelt(...members);
  if (misspelt) throw new BadFile(`${at} has ${quote(misspelt.key)}: write ${quote(misspelt.meant)}`);
  if (o.get("crs") !== null) {
    throw new BadFile(`${at} has a "crs", and coordinates are planar millimetres: remove crs after converting them`);
  }
  for (const key of o.keys) {
    if (folded(key) === "role" || marginKey.test(folded(key))) {
      throw new BadFile(`${at} has ${quote(key)} outside the properties of a feature: move it there`);
    }
  }
}

function featureOf(alone: Part, o: JsonObject): Feature {
  const properties = propertiesOf(alone, o.get("properties"));
  const part: Part = { ...alone, name: properties.name };
  check(called(part), o);
  if (o.get("type") !== "Feature") {
    throw new BadFile(`${called(alone)} is not a GeoJSON feature: give it the type "Feature"`);
  }
  const geometry = o.get("geometry");
  if (geometry === null) throw new BadFile(`${called(part)} has no geometry: give a polygon`);
  if (!(geometry instanceof JsonObject)) {
    throw new BadFile(`${called(part)} has ${kind(geometry)} for its geometry: give a polygon`);
  }
  check(called(part), geometry);
  return { ...properties, part, geometry };
}

function polygonsOf({ part, geometry }: Feature): Polygon[] {
  const at = called(part);
  const coordinates = geometry.get("coordinates");
  const type = geometry.get("type");
  switch (type) {
    case "Polygon":
      return [polygonOf(part, coordinates)];
    case "MultiPolygon": {
      const list = coordinates ?? [];
      if (!Array.isArray(list)) throw new BadFile(`${at} is ${kind(list)}: give a list of polygons`);
      if (list.length === 0) throw new BadFile(`${at} has no polygon: give one`);
      return list.map((polygon, index) => polygonOf({ ...part, index, of: list.length }, polygon));
    }
    case "GeometryCollection":
      throw new BadFile(`${at} is a geometry collection: give each shape as a feature of its own`);
    case "Point":
      throw new BadFile(
        `${at} is a Point: give a polygon; the points of a grid that was exported are a result and are not read back, so open the outline or the request they came from`,
      );
    case "MultiPoint":
    case "LineString":
    case "MultiLineString":
      throw new BadFile(`${at} is a ${type}: give a polygon`);
  }
  throw new BadFile(`${at} has the type ${said(type)}, which is no GeoJSON geometry: give a polygon`);
}
