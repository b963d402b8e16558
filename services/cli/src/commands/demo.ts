import { join } from "node:path";
import { outagesFolder } from "@tocsin/outages";
import { parseCommandLine } from "../arguments/parse.ts";
import type { Command } from "../arguments/command.ts";
import { runDemo } from "../demo/run-demo.ts";
import { exitCodes } from "../exit-codes.ts";
import { replayCommand } from "./replay.ts";

export const demoCommand: Command = {
  name: "demo",
  summary: "replay the outage of 2021-10-04, reconstructed from public reports",
  usage: "[--out DIR]",
  description: [
    "Makes a recording of 16 days of one-minute telemetry of 16 services, replays it as tocsin replay does, with its topology and its labels, and prints what failed together and what it shared. It needs no files and no network.",
    "No telemetry of that day was ever published: the recording is a reconstruction. It is made once and used again while the same version would make the same.",
  ],
  positionals: null,
  options: [{ name: "out", takes: "DIR", means: "where recording and results are written; out by default" }],
  examples: [{ run: "tocsin demo", does: "the answer here, the picture in out/report.html" }],
  exits: [
    { code: exitCodes.done, means: "done" },
    { code: exitCodes.usage, means: "wrong usage, or the folder cannot be written" },
  ],
  run: async (parsed, io) =>
    await runDemo({
      io,
      replay: async (argv, replayIo) =>
        await replayCommand.run(parseCommandLine(argv, replayCommand), replayIo),
      outFolder: parsed.values.get("out") ?? "out",
      scenarioPath: join(outagesFolder, "2021-10-04.yaml"),
    }),
};
