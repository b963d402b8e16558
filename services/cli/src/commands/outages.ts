import { outageNames } from "@tocsin/outages";
import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { outagesRequestOf } from "../outages/request.ts";
import { runOutages } from "../outages/run-outages.ts";

export const outagesCommand: Command = {
  name: "outages",
  summary: "list, show and write reconstructed outages, and days that only look like one",
  usage: "[list | show NAME | write NAME…|all] [OPTIONS]",
  description: [
    "Seven incidents of the past, reconstructed from what was published, and eight companions that deceive. Each is a scenario file in which every number says whether it is published, derived or assumed, and where it comes from.",
    "list (the default) names them, show tells what is known of one and what its right answer is, write makes recordings with topology and labels beside them: NAME.jsonl.gz, NAME.topology.json, NAME.labels.json. They are reconstructions or made up, never recorded. The same version and seed make the same bytes.",
  ],
  positionals: "[list | show NAME | write NAME…]",
  options: [
    { name: "out", takes: "DIR", means: "with write: where the files go; out by default" },
    {
      name: "seed",
      takes: "N",
      means: "with write: another seed gives other noise and the same course; the scenario's own by default",
    },
    { name: "json", means: "with list: one JSON object a line, with the labels" },
  ],
  examples: [
    { run: "tocsin outages", does: "all of them, a line each" },
    { run: "tocsin outages show 2024-02-22", does: "what is known of it, and what is not" },
    {
      run: "tocsin outages write 2021-10-08 --out out",
      does: "its recording, and the command that replays it",
    },
    { run: "tocsin backtest outages", does: "replays and scores all of them" },
  ],
  exits: [
    { code: exitCodes.done, means: "done" },
    { code: exitCodes.usage, means: "wrong usage, an unknown name, or a file cannot be written" },
    { code: exitCodes.interrupted, means: "interrupted; the recording that was being written is not there" },
  ],
  run: async (parsed, io) => await runOutages(outagesRequestOf(parsed, outageNames()), io),
};
