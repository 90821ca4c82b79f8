/**
 * What all tests of the page share: it is open, on the real server, and any error in its console, broken policy or request
 * to somebody else fails the test.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { pageOf } from "./daemon.ts";

export { expect };

declare global {
  interface Window {
    /** Told from the page to the test: what its policy did not allow. */
    tellFault(text: string): void;
  }
}

export const test = base.extend<{ faults: string[] }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
  baseURL: async ({}, use) => use(process.env[pageOf]),

  faults: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const faults: string[] = [];
      await use(faults);
      expect(faults, "faults of the page").toEqual([]);
    },
    { auto: true },
  ],

  page: async ({ page, baseURL, faults }, use) => {
    await watch(page, baseURL!, faults);
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await use(page);
  },
});

/** watch notes what goes wrong on a page from its first byte on. */
async function watch(page: Page, url: string, faults: string[]): Promise<void> {
  page.on("console", (m) => {
    if (m.type() !== "error" && m.type() !== "warning") return;
    const { url: of } = m.location();
    // A plan that is refused is no fault, but Chromium writes one down.
    if (of.startsWith(`${url}mesogrid.v1.`) && /status of 4\d\d/.test(m.text())) return;
    faults.push(`console: ${m.text()} (${of})`);
  });
  page.on("pageerror", (error) => faults.push(`thrown: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const to = request.url();
    if (!to.startsWith(url) && !to.startsWith(`blob:${url}`)) faults.push(`request to ${to}`);
  });
  await page.exposeFunction("tellFault", (text: string) => faults.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => {
      window.tellFault(
        `policy: ${e.violatedDirective} of ${e.blockedURI} at ${e.sourceFile}:${e.lineNumber} ${e.sample}`,
      );
    });
  });
}

/** axe checks the page as it is now against WCAG 2 A and AA, and axe's own best practices. */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary?.replaceAll("\n", "\n  ")}`),
  );
  expect(told, "violations that axe finds").toEqual([]);
}
