import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { requestOf } from "../replay/request.ts";
import { runReplay } from "../replay/run-replay.ts";

export const replayCommand: Command = {
  name: "replay",
  summary: "find out from recordings what failed together, since when, and what it shares",
  usage: "RECORDING… [OPTIONS]",
  description: [
    "Reads recordings (.jsonl or .jsonl.gz, one message a line as kcat -C -J prints them; - is standard input) and runs the same pipelines over them that run live, with event time as the only clock. Several recordings are merged by arrival.",
    "Prints the course of events: when each service began to fail, when that was known, what the services share and how sure that is, and when it ended.",
  ],
  positionals: "RECORDING…",
  options: [
    {
      name: "topology",
      takes: "FILE",
      means: "services and the components they share (YAML or JSON); without it no component can be named",
    },
    {
      name: "labels",
      takes: "FILE",
      means: "what really happened (YAML or JSON); ends the output with a score",
    },
    {
      name: "config",
      takes: "FILE",
      means: "configuration (YAML or JSON): false-alarm budget, window, lateness, topics",
    },
    {
      name: "out",
      takes: "DIR",
      means:
        "write alerts.jsonl, evidence.jsonl.gz, influx.lp.gz, rejects.jsonl, summary.json and report.html there, once all are whole",
    },
    {
      name: "speed",
      takes: "max|N",
      means: "N times as fast as it happened; max (the default) waits for nothing. The output is the same",
    },
    {
      name: "expect",
      takes: "WHAT",
      means:
        "end with 1 unless it comes out so: none (no simultaneous alarm), simultaneous, simultaneous:COMPONENT, or labels (everything as labelled, no false alarm)",
    },
    { name: "json", means: "print alert events only, one JSON object a line, as they come" },
    { name: "quiet", means: "print no course of events and no progress; faults are still told" },
  ],
  examples: [
    {
      run: "tocsin replay outage.jsonl.gz --topology topology.yaml",
      does: "the course of events on the terminal",
    },
    {
      run: "tocsin replay outage.jsonl.gz --topology topology.yaml --out out",
      does: "the same, and files with a report for the browser",
    },
    {
      run: "kcat -b broker -C -J -e -t telemetry.error-rate.v1 | tocsin replay - --json",
      does: "alert events of what a topic holds, for a program to read",
    },
    {
      run: "tocsin replay a.jsonl b.jsonl --labels truth.json --expect labels",
      does: "two recordings merged by arrival, checked against the truth",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done" },
    { code: exitCodes.checkFailed, means: "the outcome is not as expected (--expect)" },
    { code: exitCodes.usage, means: "wrong usage, or a faulty topology, labels or configuration file" },
    { code: exitCodes.input, means: "a recording could not be read, or nothing in it could be used" },
    { code: exitCodes.interrupted, means: "interrupted; no file was written" },
  ],
  run: async (parsed, io) => await runReplay(requestOf(parsed), io),
};
