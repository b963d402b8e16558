/** Draws the picture of `ARCHITECTURE.md` anew: `pnpm generate`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { repositoryRoot } from "../support/repository.ts";
import { architecturePage, importPicture, withPicture } from "./architecture-page.ts";

const path = join(repositoryRoot, architecturePage);
writeFileSync(path, withPicture(readFileSync(path, "utf8"), importPicture(repositoryRoot)));
process.stdout.write(`picture of ${architecturePage} drawn\n`);
