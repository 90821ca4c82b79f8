import { defineConfig } from "vite";

// The server embeds what is built, so it is committed, and has to be the same bytes from every machine.
export default defineConfig({
  base: "./",
  resolve: { conditions: ["source", "module", "browser"] },
  build: {
    outDir: "../../server/page/dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    sourcemap: false,
    modulePreload: { polyfill: false },
  },
  server: {
    // npm run dev: the page from here, the answers from a mesogridd on this machine.
    proxy: { "/mesogrid.v1": "http://127.0.0.1:7172" },
  },
});
