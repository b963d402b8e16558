import { join } from "node:path";

/** Where the reconstructed outages lie: each a scenario with its topology and labels, named by its day. */
export const outagesFolder: string = join(import.meta.dirname, "../outages");
