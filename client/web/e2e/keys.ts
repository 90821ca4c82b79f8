/** The page by its keyboard alone. */
import type { Locator, Page } from "@playwright/test";
import { expect } from "./test.ts";

/** More stops than there are between any two controls. */
const most = 120;

export class Keys {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** to goes on with a key until a control has the focus, from wherever the last key left it: nothing may have taken it away. */
  async to(control: Locator, key = "Tab"): Promise<void> {
    await this.held();
    for (let i = 0; i < most; i++) {
      if (await control.evaluateAll((all) => all.some((one) => one === document.activeElement))) return;
      await this.#page.keyboard.press(key);
    }
    throw new Error(`${key} does not come to ${control}`);
  }

  /** at is where the focus is to be by now, without another key. */
  async at(control: Locator): Promise<void> {
    await expect(control).toBeFocused();
  }

  /** held is that something has the focus. */
  async held(): Promise<void> {
    const at = () => this.#page.evaluate(() => document.activeElement?.tagName);
    await expect.poll(at, "what has the focus").not.toBe("BODY");
  }

  /** press gives the control with the focus some keys, one after another. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  /** type replaces what the field with the focus has. */
  async type(text: string): Promise<void> {
    await this.press("ControlOrMeta+a");
    await this.#page.keyboard.type(text);
  }
}
