import { failureKinds, familyNames } from "@tocsin/worlds";
import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { simulateRequestOf } from "../simulate/request.ts";
import { runSimulate } from "../simulate/run-simulate.ts";

export const simulateCommand: Command = {
  name: "simulate",
  summary: "write the recording of a made-up world, with the truth about it",
  usage: "--out FILE [OPTIONS]",
  description: [
    "Makes up services that share components, lets life happen to them, and writes what they would have sent. The same options give the same bytes. Beside the recording it writes NAME.topology.json and NAME.labels.json, which tocsin replay reads.",
    "Families of worlds: factors (calm: deploys, campaigns, reports that go round, lone failures), heavy (load that jumps, wild minutes, wandering error shares), calendar (office hours, nightly jobs, on and off, one request an hour), adversarial (rushes, counters that begin anew, producers that are late or of a wrong clock, services that come and go).",
    "Failures that can be added: gone (hardly any load), hard, medium, soft, x4, x2.5 and x2 (errors so many times), p95 (latency alone), silent (no telemetry), pair (a component of two), two-of-four, cascade, ramp (over an hour), probes, reports-only, isolated.",
  ],
  positionals: null,
  options: [
    { name: "out", takes: "FILE", means: "the recording, .jsonl, or .jsonl.gz, which is packed" },
    { name: "family", takes: "NAME", means: `${familyNames.join(", ")}; factors by default` },
    { name: "seed", takes: "N", means: "a whole number; another one is another world. 1 by default" },
    {
      name: "days",
      takes: "N",
      means: "how long, 1 to 1000; 7 by default. A longer world begins as the shorter one does",
    },
    {
      name: "failure",
      takes: "KIND[@MINUTE],…",
      means: `what fails besides, and from which minute of the world on (noon of the last day by default): ${failureKinds.join(", ")}`,
    },
    { name: "wrong-edges", means: "a topology of which a tenth is missing or false" },
    {
      name: "residuals",
      takes: "FILE",
      means:
        "CSV with the columns series and value, plain or .gz: the heavy family is as restless as these series are",
    },
    { name: "quiet", means: "print nothing; faults are still told" },
  ],
  examples: [
    {
      run: "tocsin simulate --failure hard --out out/hard.jsonl.gz",
      does: "a quiet week, and a hard failure of a component on its last day",
    },
    {
      run: "tocsin simulate --family adversarial --seed 7 --days 3 --failure cascade@3000 --out out/worst.jsonl",
      does: "one service after the other, in a world that looks as if it failed all the time",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done" },
    { code: exitCodes.usage, means: "wrong usage, or a file cannot be read or written" },
    { code: exitCodes.interrupted, means: "interrupted; no file was written" },
  ],
  run: async (parsed, io) => await runSimulate(simulateRequestOf(parsed), io),
};
