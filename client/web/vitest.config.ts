import { defineConfig } from "vitest/config";

// The client is taken from its source here, so that the tests need nothing built.
const conditions = ["mesogrid-source", "module", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
