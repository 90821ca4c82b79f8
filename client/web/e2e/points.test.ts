import type { Page } from "@playwright/test";
import { Drawing, type Place } from "./drawing.ts";
import { axe, expect, test } from "./test.ts";

/** open shows the page with parameters as its address has them, and a rectangle of 120 x 80 mm. */
async function open(page: Page, parameters: string): Promise<Drawing> {
  await page.goto(`/#pattern=TRIANGULAR&margin_um=2000&${parameters}`);
  await page.reload();
  await page.getByText("Paste coordinates").click();
  await page.locator("#paste").fill("0 0\n120 0\n120 80\n0 80");
  await page.getByRole("button", { name: "Add as an area" }).click();
  return new Drawing(page);
}

/** hover moves the cursor to a place, and gives the place of the point that the card is about, mm. */
async function hover(page: Page, drawing: Drawing, place: Place): Promise<Place> {
  const { x, y } = await drawing.pixel(place);
  await page.mouse.move(x - 30, y);
  await page.mouse.move(x, y);
  const card = page.locator(".point-card");
  await expect(card).toBeVisible();
  const mm = async (name: string) => {
    const value = card.locator("dt", { hasText: new RegExp(`^${name}$`) }).locator("xpath=following-sibling::dd[1]");
    return Number.parseFloat((await value.textContent()) ?? "");
  };
  return [await mm("x"), await mm("y")];
}

/** refusedOnly takes what the browser tells of refused requests out of a page's faults. */
function refusedOnly(faults: string[]): void {
  faults.splice(0, faults.length, ...faults.filter((f) => !/^console: .*status of 400 /.test(f)));
}

const legend = (page: Page) => page.locator("#legend");
const player = (page: Page) => page.locator("#player");
const order = (page: Page) => page.getByRole("slider", { name: "Order of delivery" });

test("points are drawn where they are, in the legend's colour @dense", async ({ page }) => {
  const drawing = await open(page, "spacing_um=4000&dosing.point_nl=20000");
  await expect(legend(page)).toContainText(/20 µL\d+ points/);
  const swatch = await legend(page)
    .locator(".swatch")
    .evaluate((e) => getComputedStyle(e).backgroundColor);
  const wanted = swatch.match(/\d+/g)!.map(Number);
  const points: Place[] = [];
  for (const place of [
    [20, 20],
    [61, 43],
    [100, 60],
  ] as const) {
    points.push(await hover(page, drawing, place));
  }
  await axe(page);
  await page.mouse.move(1, 1);
  await expect(page.locator(".point-card")).toBeHidden();
  const beside = points.map(([x, y]): Place => [x + 2, y]);
  const seen = await drawing.colours([...points, ...beside]);
  // The area is drawn over the points, and tints them a little.
  const off = seen.map((rgb) => Math.max(...rgb.map((v, k) => Math.abs(v - wanted[k]!))));
  const told = `wanted ${wanted} at ${points.join("; ")} and not 2 mm beside: ${seen.join("; ")}`;
  expect(Math.max(...off.slice(0, 3)), told).toBeLessThan(12);
  expect(Math.min(...off.slice(3)), told).toBeGreaterThan(60);
});

test("a card says what a point gets, and Escape takes it away", async ({ page }) => {
  const drawing = await open(
    page,
    "spacing_um=4000&depth.depth_um=4000&dosing.point_nl=20000&dosing.mixture.0.name=saline&dosing.mixture.0.unit=mg&dosing.mixture.0.amount_micro=9000000&dosing.mixture.0.in_nl=1000000",
  );
  await expect(player(page)).toContainText(/all \d+ points/);
  await hover(page, drawing, [60, 40]);
  const card = page.locator(".point-card");
  await expect(card).toContainText(/Point \d+ of \d+ \(index \d+\)/);
  await expect(card).toContainText("Volume20 µLDepth4 mmsaline0.18 mg");
  await page.keyboard.press("Escape");
  await expect(card).toBeHidden();
});

test.describe("by finger", () => {
  test.use({ hasTouch: true });
  test("a tap shows the card, and a tap elsewhere takes it away", async ({ page }) => {
    const drawing = await open(page, "spacing_um=4000&dosing.point_nl=20000");
    await expect(player(page)).toContainText(/all \d+ points/);
    const tap = async (place: Place) => {
      const { x, y } = await drawing.pixel(place);
      await page.touchscreen.tap(x, y);
    };
    await tap([60, 40]);
    await expect(page.locator(".point-card")).toBeVisible();
    await tap([60, 86]); // beyond the edge by more than a finger
    await expect(page.locator(".point-card")).toBeHidden();
  });
});

test("the order, by keyboard", async ({ page }) => {
  await open(page, "spacing_um=4000&dosing.point_nl=20000&injector.reservoir_nl=100000");
  await expect(player(page)).toContainText(/all \d+ points/);
  const points = Number(await order(page).getAttribute("max"));
  await order(page).focus();
  await page.keyboard.press("Home");
  await expect(player(page)).toContainText(`none of ${points} points`);
  for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowRight");
  await expect(order(page)).toHaveAttribute("aria-valuetext", `points 1 to 6 of ${points}`);
  await expect(player(page).locator(".point")).toContainText(/^Point 6 of \d+ \(index 5\).*refill before it$/);
  await expect(player(page).getByRole("status")).toContainText("Point 6 of");
  await axe(page);
  await page.getByRole("button", { name: "Next" }).press("Enter");
  await expect(player(page)).toContainText(`points 1 to 7 of ${points}`);
  await page.getByRole("combobox", { name: "Speed" }).selectOption("200 points a second");
  await page.getByRole("button", { name: "Play" }).press("Enter");
  await expect(player(page)).toContainText(`points 1 to ${points} of ${points}`);
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible(); // it has stopped
  await page.getByRole("button", { name: "Show all" }).press("Enter");
  await expect(player(page)).toContainText(`all ${points} points`);
});

test("a refused plan leaves the last good grid, in grey", async ({ page, faults }) => {
  await open(page, "spacing_um=4000&dosing.point_nl=20000");
  await expect(legend(page)).toContainText("20 µL");
  const swatch = legend(page).locator(".swatch").first();
  const before = await swatch.evaluate((e) => getComputedStyle(e).backgroundColor);
  await page.locator("#paste").fill("0 0\n120 80\n120 0\n0 80");
  await page.getByRole("button", { name: "Replace this ring" }).click();
  await expect(legend(page)).toContainText("last good grid");
  expect(await swatch.evaluate((e) => getComputedStyle(e).backgroundColor)).not.toBe(before);
  await axe(page);
  refusedOnly(faults);
});

test("more points than a message holds: totals alone", async ({ page, faults }) => {
  await open(page, "spacing_um=70&dosing.point_nl=20000");
  await expect(legend(page)).toContainText(/2,\d{3},\d{3} points are too many to draw/);
  await expect(order(page)).toBeDisabled();
  await expect(player(page)).toContainText("too many points to play");
  refusedOnly(faults);
});
