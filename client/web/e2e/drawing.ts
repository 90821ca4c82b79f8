/** The drawing, by places of the plan: clicks, drags and pixels at millimetres, x to the right and y up. */
import type { Locator, Page } from "@playwright/test";

/** A place of the plan, mm. */
export type Place = readonly [x: number, y: number];

interface Pixel {
  x: number;
  y: number;
}

export class Drawing {
  readonly #page: Page;
  readonly #board: Locator;

  readonly #touch: boolean;

  constructor(page: Page, touch = false) {
    this.#page = page;
    this.#touch = touch;
    this.#board = page.locator("#board");
  }

  /** tool presses a button of the drawing's toolbar. */
  async tool(name: string | RegExp): Promise<void> {
    await this.#page.getByRole("toolbar", { name: "Drawing tools" }).getByRole("button", { name }).first().click();
  }

  /** pixel is where a place is in the window, px of CSS. */
  async pixel([x, y]: Place): Promise<Pixel> {
    const box = await this.#board.boundingBox();
    if (!box) throw new Error("#board is not shown");
    const [centreX, centreY, resolution] = await Promise.all(
      ["data-center-x", "data-center-y", "data-resolution"].map(async (name) =>
        Number(await this.#board.getAttribute(name)),
      ),
    );
    if (!resolution) throw new Error("#board does not tell data-resolution");
    return {
      x: box.x + box.width / 2 + (x * 1_000 - centreX!) / resolution,
      y: box.y + box.height / 2 - (y * 1_000 - centreY!) / resolution,
    };
  }

  async click(place: Place): Promise<void> {
    const { x, y } = await this.pixel(place);
    if (this.#touch) return this.#page.touchscreen.tap(x, y);
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.click(x, y);
  }

  /** ring draws a ring with the tool in use: a click a vertex, and one more on the first to close it. */
  async ring(places: readonly Place[]): Promise<void> {
    for (const place of [...places, places[0]!]) {
      await this.click(place);
      // Two clicks in a quarter of a second are a double click to the map.
      await this.#page.waitForTimeout(300);
    }
  }

  /** rectangle draws an area of 60 x 40 mm round 0, 0. */
  async rectangle(): Promise<void> {
    await this.tool("Area");
    await this.ring([
      [-30, -20],
      [30, -20],
      [30, 20],
      [-30, 20],
    ]);
  }

  async drag(from: Place, to: Place): Promise<void> {
    const [a, b] = [await this.pixel(from), await this.pixel(to)];
    await this.#page.mouse.move(a.x, a.y);
    await this.#page.mouse.down();
    await this.#page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, { steps: 4 });
    await this.#page.mouse.move(b.x, b.y, { steps: 4 });
    await this.#page.mouse.up();
  }

  /** colour is what is seen at a place, from a picture of the screen: red, green and blue, 0 to 255. */
  async colours(places: readonly Place[]): Promise<[number, number, number][]> {
    const at = await Promise.all(places.map((place) => this.pixel(place)));
    const shot = (await this.#page.screenshot({ scale: "device" })).toString("base64");
    return this.#page
      .context()
      .newPage()
      .then(async (reader) => {
        const read = await reader.evaluate(
          async ({ shot, at, width }) => {
            const bytes = Uint8Array.from(atob(shot), (c) => c.charCodeAt(0));
            const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
            const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d")!;
            canvas.drawImage(picture, 0, 0);
            const scale = picture.width / width;
            return at.map(({ x, y }) =>
              [...canvas.getImageData(Math.floor(x * scale), Math.floor(y * scale), 1, 1).data].slice(0, 3),
            );
          },
          { shot, at, width: this.#page.viewportSize()!.width },
        );
        await reader.close();
        return read as [number, number, number][];
      });
  }
}
