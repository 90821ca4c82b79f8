/** The outline as GeoJSON in planar millimetres, which this page and the command mesogrid read back as the same um. */
import type { Polygon, Ring } from "@mesogrid/client";
import { outlineOf, type Plan, ringsOf } from "../../plan/plan.ts";
import { length, show } from "../../plan/quantity.ts";

/** writeArea writes polygons and keep-outs with their names and margins, one feature a line. */
export function writeArea(plan: Plan): string {
  const { polygons, keepOuts } = outlineOf(plan);
  const features = [
    ...polygons.map((p, i) => feature(p, plan.names[i] ?? "", '"role":"outline"')),
    ...keepOuts.map((k) => {
      const margin = k.marginUm > 0 ? `,"margin_mm":${show(k.marginUm, length)}` : "";
      return feature(k.polygon, k.name, `"role":"keep-out"${margin}`);
    }),
  ];
  return `{"type":"FeatureCollection","features":[\n${features.join(",\n")}\n]}\n`;
}

function feature(polygon: Polygon | undefined, name: string, properties: string): string {
  const named = name === "" ? "" : `"name":${JSON.stringify(name)},`;
  const rings = ringsOf(polygon).map(ringText);
  return `{"type":"Feature","properties":{${named}${properties}},"geometry":{"type":"Polygon","coordinates":[${rings.join(",")}]}}`;
}

/** ringText closes the ring, as GeoJSON wants it. */
function ringText({ xUm, yUm }: Ring): string {
  const vertices = xUm.map((x, i) => `[${show(x, length)},${show(yUm[i]!, length)}]`);
  return `[${[...vertices, ...vertices.slice(0, 1)].join(",")}]`;
}
