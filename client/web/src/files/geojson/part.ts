/** What messages call a polygon of a file. */
import { quote } from "../json.ts";

export interface Part {
  readonly name: string;
  /** In the collection, from 0; negative: the file is this one shape. */
  readonly feature: number;
  /** Among the polygons of its geometry, from 0, and how many these are. */
  readonly index: number;
  readonly of: number;
}

/** called names the part for a person: by its name, or by where it stands. */
export function called(p: Part): string {
  let text = "the outline";
  if (p.name !== "") text = quote(p.name);
  else if (p.feature >= 0) text = `features[${p.feature}]`;
  return p.of > 1 ? `${text} polygon ${p.index + 1} of ${p.of}` : text;
}
