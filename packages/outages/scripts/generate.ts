/** Writes what the README says of every outage, from the scenario files; part of `pnpm generate`. */
import { readFileSync, writeFileSync } from "node:fs";
import { outagesFolder } from "../src/index.ts";
import { readmePath, withCorpus } from "./corpus-page.ts";

writeFileSync(readmePath, withCorpus(readFileSync(readmePath, "utf8"), outagesFolder));
