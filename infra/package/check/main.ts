/**
 * Packs what is published and looks whether others can use it: publint and arethetypeswrong, then an installation into an
 * empty folder with each Node, in which the demo runs and the types are found. `pnpm packages:check`; it needs npm and its
 * registry. Ends with 1 where anything is wrong.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { packAll } from "../pack.ts";
import { consumerFaults, demoFaults, installed, outageFaults } from "./installation.ts";
import { metadataFaults, typeFaults } from "./metadata.ts";

/** The oldest line that runs it, and the one that it is developed with. */
const nodes = ["22.23.3", "24.21.0"];

const root = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "tocsin-packages-"));
const faults: string[] = [];
const looked = (what: string, found: readonly string[]): void => {
  process.stdout.write(`${found.length === 0 ? "right" : "WRONG"}  ${what}\n`);
  faults.push(...found.map((fault) => `${what}: ${fault}`));
};

try {
  const packed = packAll(root, join(folder, "packages"));
  for (const one of packed) {
    const name = one.tarball.slice(folder.length + 1);
    looked(`publint ${name}`, await metadataFaults(one.folder));
    looked(`arethetypeswrong ${name}`, await typeFaults(one));
  }
  const tarballs = packed.map(({ tarball }) => tarball);
  for (const node of nodes) {
    const installation = installed(join(folder, node), node, tarballs);
    looked(`Node ${node}: tocsin demo`, demoFaults(installation));
    looked(`Node ${node}: tocsin replay of an outage`, outageFaults(installation));
    looked(
      `Node ${node}: @tocsin/contracts`,
      consumerFaults(installation, join(root, "node_modules/.bin/tsc")),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
