import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { withNamedOutage } from "../outages/replayed-outage.ts";
import { requestOf } from "../replay/request.ts";
import { runReplay } from "../replay/run-replay.ts";
import { sendRequestOf } from "../send/request.ts";
import { runSend } from "../send/run-send.ts";

export const replayCommand: Command = {
  name: "replay",
  summary: "find out from recordings what failed together, since when, and what it shares",
  usage: "RECORDING…|OUTAGE [OPTIONS]",
  description: [
    "Reads recordings (one message a line as kcat -C -J prints them, or bare telemetry, one reading a line or one JSON array; plain, .gz or .zst; - is standard input) and runs the same pipelines over them that run live, with event time as the only clock. Partitions, topics and several recordings are merged by arrival, in whatever order they lie; of a folder all recordings in it are read.",
    "Prints the course of events: when each service began to fail, when that was known, what the services share and how sure that is, and when it ended.",
    "A name that is no file is an outage of tocsin outages: its recording is made, in the folder of --out or in a temporary one, and judged with its own topology and labels. It is reconstructed or made up, never recorded.",
    "With --to kafka it judges nothing but sends the messages to the telemetry topics of the configuration, at least once, with their own times and keys, and a tick to every partition for every window, for workers on clock: stream.",
  ],
  positionals: "RECORDING…|OUTAGE",
  options: [
    {
      name: "topology",
      takes: "FILE",
      means:
        "services and the components they share (YAML or JSON); without it no component can be named, but an outage brings its own",
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
    {
      name: "max-refused",
      takes: "SHARE",
      means:
        "end with 1, and do not say that nothing failed, where more of the lines or of those of a service of the topology was refused: a percentage such as 5% (the default) or a fraction such as 0.05",
    },
    {
      name: "unordered",
      means:
        "copy standard input to disk and put it in order before judging it, as files always are; for dumps that print one partition after another",
    },
    { name: "from", takes: "TIME", means: "messages that arrived from then on; all by default" },
    { name: "until", takes: "TIME", means: "messages that arrived before then; all by default" },
    {
      name: "shift",
      takes: "now|TIME|+DURATION",
      means:
        "move all times by whole windows, so that the first message arrives then, or by so much: a rehearsal of an old outage",
    },
    {
      name: "perturb",
      takes: "STEPS",
      means:
        "let things go wrong first, by a seed: delay, duplicate, disorder, drop, missing, skew, scale and fail, separated by ;, each with key=value fields",
    },
    { name: "seed", takes: "N", means: "with --perturb: the same seed gives the same bytes; 1 by default" },
    {
      name: "to",
      takes: "kafka|TIME",
      means: "kafka: send the messages to Kafka instead, for tocsin run to judge. A time: as --until",
    },
    { name: "rate", takes: "N", means: "with --to kafka: at most N messages a second" },
    {
      name: "partitions",
      takes: "key|recorded",
      means: "with --to kafka: where messages go, by the key (the default) or where they came from",
    },
    {
      name: "key",
      takes: "recorded|service|none",
      means: "with --to kafka: the key of each message; as recorded by default",
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
    { run: "tocsin replay 2021-10-08 --out out", does: "an outage that comes along, made in seconds" },
    {
      run: "kcat -b broker -C -J -e -t telemetry.error-rate.v1 | tocsin replay - --unordered --json",
      does: "alert events of what a topic holds, for a program to read",
    },
    {
      run: "tocsin replay a.jsonl b.jsonl --labels truth.json --expect labels",
      does: "two recordings merged by arrival, checked against the truth",
    },
    {
      run: "tocsin replay outage.jsonl.gz --to kafka --config tocsin.yaml",
      does: "the same outage for the live workers",
    },
    {
      run: "tocsin replay outage/ --from 2021-10-04T12:00:00Z --until 2021-10-04T22:00:00Z",
      does: "ten hours of what lies in a folder",
    },
    {
      run: "tocsin replay usual.jsonl.gz --perturb 'fail service=chat service=mail shape=errors depth=30% from=2021-10-04T13:00:00Z'",
      does: "whether a failure of two services would have been told",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done" },
    {
      code: exitCodes.checkFailed,
      means:
        "the outcome is not as expected (--expect), or too much was refused (--max-refused) or not read for an answer",
    },
    {
      code: exitCodes.usage,
      means:
        "wrong usage, a faulty topology, labels or configuration file, or the disk is full; no file was written",
    },
    { code: exitCodes.input, means: "a recording could not be read, or nothing in it could be used" },
    { code: exitCodes.server, means: "with --to kafka: Kafka cannot be reached, or refuses us" },
    { code: exitCodes.interrupted, means: "interrupted; no file was written" },
  ],
  run: async (parsed, io) =>
    await withNamedOutage(parsed, io, {
      doing: "Replaying",
      keptIn: parsed.values.get("out") ?? null,
      of: (given) => {
        const sending = sendRequestOf(given);
        if (sending !== null) return async () => await runSend(sending, io);
        const request = requestOf(given);
        return async () => await runReplay(request, io);
      },
    }),
};
