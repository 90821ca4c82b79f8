import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["mesogrid-source", "module", "node"] },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
