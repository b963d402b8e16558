import type { Command } from "../arguments/command.ts";
import { backtestRequestOf } from "../backtest/request.ts";
import { runBacktest } from "../backtest/run-backtest.ts";
import { exitCodes } from "../exit-codes.ts";

export const backtestCommand: Command = {
  name: "backtest",
  summary: "judge recordings under several configurations and score what they say",
  usage: "RECORDING|FOLDER|OUTAGE… [OPTIONS]",
  description: [
    "Replays every recording under every configuration, over all cores, and compares what was told with what is labelled: found and how soon, onset, component, members, pieces, false alarms for 90 days. Topology and labels of NAME.jsonl.gz are NAME.topology.yaml and NAME.labels.yaml beside it (or .json).",
    "An argument that is no file is an outage of tocsin outages; outages are all of them, made in seconds. Pairs that did not change since the last time are not judged again.",
    "Writes backtest.json and comparison.html to the output folder: what each configuration said of each recording, side by side. In GitHub Actions it adds a summary to the job and marks what is not as expected.",
  ],
  positionals: "RECORDING|FOLDER|OUTAGE…",
  options: [
    {
      name: "config",
      takes: "FILE",
      repeats: true,
      means: "a configuration to judge under; may be given several times, and is compared then",
    },
    {
      name: "grid",
      takes: "FILE",
      means:
        "configurations to compare (YAML or JSON): vary: {key: [values]} makes every combination, each on top of base",
    },
    {
      name: "expect",
      takes: "FILE",
      means:
        "end with 1 unless it comes out so (YAML or JSON): all: {right: true}, cases: {NAME: {delayMinutesAtMost: 5}}",
    },
    {
      name: "out",
      takes: "DIR",
      means: "where results, made recordings and the cache go; out/backtest by default",
    },
    { name: "jobs", takes: "N", means: "how many are judged at once; as many as there are cores by default" },
    { name: "no-cache", means: "judge all of them again" },
    { name: "topology", takes: "FILE", means: "the topology of recordings that have none beside them" },
    { name: "labels", takes: "FILE", means: "the labels of recordings that have none beside them" },
    {
      name: "max-refused",
      takes: "SHARE",
      means:
        "a recording of which more was refused is not right: a percentage such as 5% (the default) or a fraction",
    },
    { name: "json", means: "print the content of backtest.json instead of a table" },
    { name: "quiet", means: "print no table and no progress; faults are still told" },
  ],
  examples: [
    { run: "tocsin backtest outages", does: "seven reconstructed incidents and eight companions" },
    {
      run: "tocsin backtest recordings/ --config now.yaml --config next.yaml",
      does: "what a change of the configuration would have changed",
    },
    {
      run: "tocsin backtest recordings/ --config tocsin.yaml --expect expected.yaml",
      does: "a test for your own pipeline: ends with 1 where something is not as expected",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done, and as expected where something was" },
    { code: exitCodes.checkFailed, means: "something is not as expected (--expect)" },
    { code: exitCodes.usage, means: "wrong usage, or a faulty file of settings" },
    { code: exitCodes.input, means: "a recording could not be read; all others were judged" },
    { code: exitCodes.interrupted, means: "interrupted; pairs that were done are kept for the next time" },
  ],
  run: async (parsed, io) => await runBacktest(backtestRequestOf(parsed), io),
};
