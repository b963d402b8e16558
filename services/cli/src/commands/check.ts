import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { runCheck } from "../check/run-check.ts";

export const checkCommand: Command = {
  name: "check",
  summary: "find the faults of topology, labels, configuration and mapping files",
  usage: "[--topology FILE] [--labels FILE] [--config FILE] [--mapping FILE] [--sample FILE [--preset NAME]]",
  description: [
    "Reads the files (YAML or JSON) and prints every fault as FILE:LINE:COLUMN CODE MESSAGE, with what to do about it. With a topology, the names in the labels are checked against it. Of a configuration without faults it shows the names that follow from it: topics, groups, identities, and where points are written. Of a topology without faults it shows how many services of each component must fail together.",
    "With --sample it shows what a mapping of metrics, a preset, or all presets make of the first ten messages of a file, field by field, and what is left out; with a mapping of columns, what it makes of the first ten rows of a table. The file is one that tocsin import reads, or messages of a topic as kcat -J prints them.",
  ],
  positionals: null,
  options: [
    { name: "topology", takes: "FILE", means: "services and the components they share" },
    { name: "labels", takes: "FILE", means: "what really happened" },
    { name: "config", takes: "FILE", means: "configuration" },
    {
      name: "mapping",
      takes: "FILE",
      means: "mapping of tocsin import: of metrics, of the columns of csv, or of the rows of status-csv",
    },
    {
      name: "sample",
      takes: "FILE",
      means: "messages or a table of your own, to see what a mapping makes of them",
    },
    { name: "preset", takes: "NAME", means: "with --sample: ready rules; several with commas in between" },
  ],
  examples: [
    { run: "tocsin check --topology topology.yaml", does: "a topology alone" },
    {
      run: "tocsin check --topology topology.yaml --labels truth.json",
      does: "both, and whether the labels name what the topology has",
    },
    {
      run: "tocsin check --sample metrics.json --mapping shop.yaml",
      does: "what a mapping makes of messages of your own",
    },
    {
      run: "tocsin check --sample gateway.csv --mapping gateway.yaml",
      does: "and of a table, before it is imported",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "no fault" },
    { code: exitCodes.checkFailed, means: "there are faults" },
    { code: exitCodes.usage, means: "wrong usage" },
  ],
  run: runCheck,
};
