import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((at) =>
  existsSync(at),
);

// The page in Debian's Chromium, as mesogridd serves it: nothing but 127.0.0.1 is reached.
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.test.ts",
  globalSetup: "./e2e/daemon.ts",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  expect: { timeout: 15_000 },
  timeout: 90_000,
  reporter: [["list"]],
  use: {
    trace: "retain-on-failure",
    actionTimeout: 15_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? chromium,
      // A sandbox within a container's root is none; elsewhere it stays.
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--no-proxy-server",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      ],
    },
  },
  projects: [
    { name: "desktop", grepInvert: /@touch/, use: { viewport: { width: 1280, height: 800 } } },
    { name: "dense", grep: /@dense/, use: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 } },
    { name: "tablet", grep: /@tablet|@touch/, use: { ...devices["iPad (gen 11)"], defaultBrowserType: "chromium" } },
  ],
});
