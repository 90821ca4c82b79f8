import { axe, expect, test } from "./test.ts";

test("says what it is before anything is drawn @dense @tablet", async ({ page }) => {
  await expect(page).toHaveTitle(/mesogrid/);
  await expect(page.getByText("Not a medical device")).toBeInViewport();
  for (const name of ["Plan's parameters", "Drawing", "Results"]) {
    await expect(page.getByRole("region", { name, exact: true })).toBeVisible();
  }
});

test("is served under its policy, and compressed", async ({ page }) => {
  const response = await page.reload();
  const { "content-security-policy": policy, "cache-control": cache, etag } = await response!.allHeaders();
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(cache).toBe("no-cache");
  expect(etag).toMatch(/-gzip"$/);
});

test("holds its policy against what a fault of it could do", async ({ page, faults }) => {
  const held = await page.evaluate(async () => {
    // Scripts of a test are above the policy until they wait.
    await new Promise((resolve) => setTimeout(resolve));
    const style = document.createElement("style");
    style.textContent = "h1 { color: rgb(1, 2, 3) }";
    document.head.append(style);
    const tries = {
      html: () => {
        document.body.innerHTML += "<p>";
      },
      code: () => new Function("return 1")(),
      style: () => {
        if (getComputedStyle(document.querySelector("h1")!).color !== "rgb(1, 2, 3)") throw new Error("not applied");
      },
      elsewhere: () => fetch("http://127.0.0.1:9/"),
    };
    const held: string[] = [];
    for (const [name, act] of Object.entries(tries)) {
      try {
        await act();
      } catch {
        held.push(name);
      }
    }
    return held;
  });
  expect(held).toEqual(["html", "code", "style", "elsewhere"]);
  const told = () =>
    ["style-src", "trusted-types", "connect-src"].filter((of) =>
      faults.some((f) => f.startsWith("policy: ") && f.includes(of)),
    );
  await expect.poll(told, "violations that tests are told of").toEqual(["style-src", "trusted-types", "connect-src"]);
  await page.close(); // nothing more is told then
  faults.length = 0;
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`empty, ${colorScheme}: axe @tablet`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await axe(page);
  });
}

test("the keyboard reaches the results first", async ({ page }) => {
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the results" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Results" })).toBeFocused();
});

test("needs no sideways scrolling @tablet", async ({ page }) => {
  for (const width of [1280, 1024, 768, 390]) {
    await page.setViewportSize({ width, height: 800 });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      `width of content at ${width}`,
    ).toBeLessThanOrEqual(width);
  }
});
