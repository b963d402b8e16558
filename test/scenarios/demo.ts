import { join } from "node:path";
import process from "node:process";
import { runCli } from "@tocsin/cli";
import { runDemo } from "./run-demo.ts";

const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort());

const { stdout, stderr, stdin, env } = process;
process.exitCode = await runDemo({
  io: { stdout, stderr, stdin, env, interrupted: interruption.signal },
  runCli,
  outFolder: join(import.meta.dirname, "../../out"),
  scenarioPath: join(import.meta.dirname, "2021-10-04.yaml"),
});
