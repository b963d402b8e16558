import process from "node:process";
import { outagesFolder } from "@tocsin/outages";
import { runGenerate } from "./run-generate.ts";

const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort());

process.exitCode = await runGenerate(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  scenarioFolder: outagesFolder,
  interrupted: interruption.signal,
});
