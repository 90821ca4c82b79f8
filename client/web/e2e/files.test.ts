import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromJsonString } from "@bufbuild/protobuf";
import { GenerateGridRequestSchema, type Ring } from "@mesogrid/client";
import { Drawing } from "./drawing.ts";
import { asked, native } from "./native.ts";
import { mL, Planner } from "./planner.ts";
import { root } from "./root.ts";
import { axe, expect, test } from "./test.ts";

const examples = join(root, "client/mesogrid/examples");

test("every example has the grid that native gRPC makes of it", async ({ page }) => {
  const [planner, requests] = [new Planner(page), asked(page)];
  let before = requests.last;
  for (const example of ["Thigh", "Face", "Submental", "Scalp"]) {
    await planner.pick("Examples", example);
    await expect.poll(() => requests.last !== before).toBe(true);
    before = requests.last;
    await planner.settled();
    const { header } = await native(requests.last!);
    await planner.expectFacts({ Points: String(header!.key!.pointCount), Volume: mL(header!.totalVolumeNl) });
  }
  await axe(page);
});

test("opens an outline, and saves it as it was", async ({ page }) => {
  const [planner, requests] = [new Planner(page), asked(page)];
  const polygons = () => {
    const area = requests.last?.spec?.area;
    return area?.case === "outline" ? area.value.polygons : [];
  };
  await planner.open(join(examples, "face.geojson"));
  await planner.settled();
  const opened = polygons();
  const first = JSON.parse(await readFile(join(examples, "face.geojson"), "utf8")).features[0].geometry.coordinates;
  expect(bare(opened[0]!.shell!), "the shell that is asked for").toEqual(closedUm(first[0]));

  const saved = await planner.saved(() => planner.press(/^Save/));
  expect(saved.name).toMatch(/\.geojson$/);
  await planner.press("New");
  await expect(page.getByText("Draw an area or open an example").first()).toBeVisible();
  await planner.open({ name: saved.name, mimeType: "application/geo+json", buffer: Buffer.from(saved.text, "latin1") });
  await planner.settled();
  expect(polygons()).toEqual(opened);

  await planner.open({
    name: "broken.geojson",
    mimeType: "application/geo+json",
    buffer: Buffer.from('{"type": "Feature'),
  });
  await expect(page.getByRole("dialog")).toContainText("not opened");
  await axe(page);
  await page.keyboard.press("Escape");
  expect(polygons(), "the plan after a file that is none").toEqual(opened);
});

test("exports the points of native gRPC, and a plan that asks for the same", async ({ page }) => {
  const [planner, requests] = [new Planner(page), asked(page)];
  await planner.pick("Examples", "Face");
  await expect.poll(() => requests.last).not.toBeNull();
  await planner.settled();
  const { points } = await native(requests.last!);
  const csv = await planner.saved(() => planner.pick("Export", "Points (CSV)"));
  const rows = points!.xUm.map((x, i) => `${i},${x},${points!.yUm[i]},${points!.volumeNl[i]}\n`);
  expect(csv.text).toBe(`index,x_um,y_um,volume_nl\n${rows.join("")}`);

  const plan = await planner.saved(() => planner.pick("Export", "Whole plan as a request"));
  const asJson = await native(fromJsonString(GenerateGridRequestSchema, plan.text));
  expect(asJson.points).toEqual(points);
});

test("a reload keeps the plan", async ({ page }) => {
  const [drawing, planner, requests] = [new Drawing(page), new Planner(page), asked(page)];
  await drawing.rectangle();
  await planner.set("Spacing", "4");
  await expect.poll(() => requests.last?.spec?.spacingUm).toBe(4_000);
  await planner.settled();
  const [asked1, facts] = [requests.last, await planner.facts()];
  await page.reload();
  await planner.expectFacts(facts);
  expect(requests.last).toEqual(asked1);
});

const bare = ({ xUm, yUm }: Ring) => xUm.map((x, i) => [x, yUm[i]]);

/** closedUm is a closed ring in mm as the open one in um that the contract has. */
function closedUm(ring: [number, number][]): [number, number][] {
  return ring.slice(0, -1).map(([x, y]) => [Math.round(x * 1_000), Math.round(y * 1_000)]);
}
