import { join } from "node:path";
import process from "node:process";
import { benchCommand } from "./bench-command.ts";

process.exitCode = await benchCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  folder: join(import.meta.dirname, "../../out/bench"),
  baselines: join(import.meta.dirname, "baselines"),
});
