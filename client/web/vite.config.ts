import { defineConfig } from "vite";

// The server embeds what is built, so it is committed, and has to be the same bytes from every machine.
export default defineConfig({
  base: "./",
  resolve: { conditions: ["mesogrid-source", "module", "browser"] },
  build: {
    outDir: "../../server/page/dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    sourcemap: false,
    modulePreload: { polyfill: false },
  },
  server: {
    // The examples are those of the command, beside this folder.
    fs: { allow: [".", "../mesogrid/examples"] },
    // npm run dev: the page from here, the answers from the mesogridd that MESOGRIDD names.
    proxy: { "/mesogrid.v1": process.env.MESOGRIDD ?? "http://127.0.0.1:7172" },
  },
});
