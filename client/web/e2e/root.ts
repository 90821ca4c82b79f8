import { fileURLToPath } from "node:url";

/** root is the folder of the project. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));
