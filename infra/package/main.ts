/** Packs what is published: `pnpm packages [FOLDER]`, to out/packages unless named. */
import { join, relative, resolve } from "node:path";
import process from "node:process";
import { packAll } from "./pack.ts";

const root = join(import.meta.dirname, "../..");
const into = resolve(process.argv[2] ?? join(root, "out/packages"));
for (const { tarball } of packAll(root, into)) process.stdout.write(`${relative("", tarball)}\n`);
