/** What a person does on the page, and reads there, by roles and labels. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

export class Planner {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** set types into a field of the form, and leaves it. */
  async set(name: string | RegExp, value: string): Promise<void> {
    const form = this.page.getByRole("region", { name: "Plan's parameters" });
    const field = form.getByRole("textbox", { name, exact: true });
    await field.fill(value);
    await field.press("Tab");
  }

  async choose(label: string, option: string): Promise<void> {
    await this.page.getByRole("combobox", { name: label, exact: true }).selectOption(option);
  }

  /** openGroup opens a part of the form that is closed at first. */
  async openGroup(name: string): Promise<void> {
    await this.page.getByRole("region", { name: "Plan's parameters" }).getByText(name, { exact: true }).click();
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name }).click();
  }

  /** pick is an item of a menu of the toolbar. */
  async pick(menu: string, item: string): Promise<void> {
    await this.page.getByRole("toolbar", { name: "Plan" }).getByRole("button", { name: menu }).click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  /** saved is the file that an act downloads. */
  async saved(act: () => Promise<void>): Promise<{ name: string; path: string; text: string }> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), act()]);
    const path = await download.path();
    return { name: download.suggestedFilename(), path, text: await readFile(path, "latin1") };
  }

  /** open chooses a file from the machine. */
  async open(file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.press(/^Open/)]);
    await chooser.setFiles(file);
  }

  /** facts are the names and values among the results that are in sight; the first of each name. */
  async facts(): Promise<Record<string, string>> {
    const results = this.page.getByRole("region", { name: "Results" });
    const [names, values] = await Promise.all(
      (["term", "definition"] as const).map((role) => results.getByRole(role).allInnerTexts()),
    );
    const facts: Record<string, string> = {};
    for (const [i, name] of names!.entries()) facts[name] ??= values![i]!;
    return facts;
  }

  /** settled waits until the results are those of the plan. */
  async settled(): Promise<void> {
    await expect(this.page.getByRole("region", { name: "Results" }).getByText("Up to date").first()).toBeVisible();
  }

  /** told are the facts once some of them are as expected. */
  async expectFacts(want: Record<string, string>): Promise<void> {
    await expect.poll(() => this.facts(), "what the results say").toMatchObject(want);
  }
}

/** litres writes nL as the results do: in mL, and no digit more than it takes. */
export function mL(nl: bigint): string {
  return `${Number(nl) / 1e6} mL`;
}
