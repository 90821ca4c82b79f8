/** Files that come in: outlines, requests and photographs. Nothing of them is sent but what the plan says in the end. */

import { outlineOf, type Photo, type Plan, withOutline } from "../plan/plan.ts";
import { boxOf } from "../plan/shapes.ts";
import type { Store } from "../store.ts";
import { areaOf } from "./geojson/read.ts";
import { BadFile } from "./json.ts";
import { readJson } from "./json_reader.ts";
import { isRequest, readRequest } from "./request.ts";

/** What the file picker offers. */
export const accepted = ".geojson,.json,application/geo+json,application/json,image/png,image/jpeg,image/webp";

/** A larger file is no outline that a person drew, bytes. */
const largest = 50_000_000;

/** openFiles takes files one after another; it throws a BadFile at the first that cannot be read. */
export async function openFiles(store: Store, files: readonly File[]): Promise<void> {
  for (const file of files) {
    try {
      await (/\.(png|jpe?g|webp)$/i.test(file.name) || file.type.startsWith("image/")
        ? openPhoto(store, file)
        : openText(store, file));
    } catch (error) {
      if (error instanceof BadFile) throw new BadFile(`${file.name}: ${error.message}`);
      throw error;
    }
  }
}

async function openText(store: Store, file: File): Promise<void> {
  if (file.size > largest) throw new BadFile(`is larger than ${largest / 1e6} MB: give a simpler outline`);
  const read = readPlan(textOf(await bytesOf(file)));
  store.edit(`open ${file.name}`, read);
  const notice = `Opened ${file.name}: ${contentOf(store.state.plan)}`;
  store.view({ tool: "select", ring: null, vertex: null, hover: null, shown: null, notice });
}

/** contentOf tells what of a plan lies in the plane: an outline that is opened comes beside fixed points that were there. */
function contentOf(plan: Plan): string {
  const { polygons, keepOuts } = outlineOf(plan);
  const n = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
  const parts = [n(polygons.length, "area"), n(keepOuts.length, "keep-out")];
  const fixed = plan.spec.fixedPoints.length;
  if (fixed > 0) parts.push(n(fixed, "fixed point"));
  return `${parts.join(", ")}.${plan.thawed ? " The grid is still frozen." : ""}`;
}

async function bytesOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new BadFile("cannot be read: see that it is a file, and still there");
  }
}

/** textOf is the text of a file without a mark of its byte order. */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new BadFile("is not UTF-8 text: save it as UTF-8");
  }
}

/** readPlan is what a file makes of a plan: GeoJSON replaces its outline, and a request all but the photograph. */
export function readPlan(text: string): (plan: Plan) => Plan {
  if (text.trim() === "") throw new BadFile("the outline is empty: give a GeoJSON polygon");
  const json = readJson(text);
  if (isRequest(json)) {
    const requested = readRequest(json);
    return ({ photo }) => ({ ...requested, photo });
  }
  const { polygons, keepOuts, names } = areaOf(json);
  return (plan) => withOutline(plan, { polygons, keepOuts }, names);
}

async function openPhoto(store: Store, file: File): Promise<void> {
  let size: { width: number; height: number };
  try {
    const picture = await createImageBitmap(file);
    size = { width: picture.width, height: picture.height };
    picture.close();
  } catch {
    throw new BadFile("is no picture that this browser can read: give a PNG, JPEG or WebP file");
  }
  const { plan } = store.state;
  const photo = { ...placed(plan, size), ...size, url: URL.createObjectURL(file), name: file.name, scaled: false };
  store.edit(`add photograph ${file.name}`, (now) => ({ ...now, photo }));
  const notice = `${file.name} lies under the drawing and stays on this computer. Scale it: two clicks and a known distance.`;
  store.view({ tool: "scale", notice });
}

/** A guess of the longer side of a photograph, which the view of an empty plan has room for, um. */
const guess = 160_000;

/** placed guesses scale and place: as large as the outline with some room, in its middle, or 160 mm round 0, 0. */
export function placed(
  plan: Plan,
  { width, height }: { width: number; height: number },
): Pick<Photo, "x" | "y" | "umPerPixel"> {
  const [minX, minY, maxX, maxY] = boxOf(outlineOf(plan).polygons) ?? [0, 0, 0, 0];
  const drawn = minX < maxX && minY < maxY;
  const umPerPixel = drawn
    ? 1.2 * Math.max((maxX - minX) / width, (maxY - minY) / height)
    : guess / Math.max(width, height);
  const [middleX, middleY] = drawn ? [(minX + maxX) / 2, (minY + maxY) / 2] : [0, 0];
  return {
    x: Math.round(middleX - (width * umPerPixel) / 2),
    y: Math.round(middleY - (height * umPerPixel) / 2),
    umPerPixel,
  };
}

/** mountDrop takes files that are dropped anywhere on the page. */
export function mountDrop(open: (files: File[]) => void): void {
  const marked = document.documentElement.classList;
  const files = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault(); // without it the browser would leave the page for the file
    event.dataTransfer!.dropEffect = "copy";
    marked.add("dropping");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) marked.remove("dropping");
  });
  addEventListener("drop", (event) => {
    marked.remove("dropping");
    if (!files(event)) return;
    event.preventDefault();
    open([...event.dataTransfer!.files]);
  });
}
