#!/usr/bin/env node
import process from "node:process";
import { tooOldNode } from "./node-version.ts";

/* All else is imported behind this: an older Node would fail at a name that it does not know, and tell of nothing else. */
const tooOld = tooOldNode(process.versions.node);
if (tooOld === null) {
  const { runProgram } = await import("./program.ts");
  await runProgram();
} else {
  process.stderr.write(`tocsin: ${tooOld}\n`);
  process.exitCode = 2;
}
