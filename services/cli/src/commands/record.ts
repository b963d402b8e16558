import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { recordRequestOf } from "../record/request.ts";
import { runRecord } from "../record/run-record.ts";

export const recordCommand: Command = {
  name: "record",
  summary: "write what Kafka topics hold as a recording, for tocsin replay",
  usage: "[TOPIC…] [OPTIONS]",
  description: [
    "Reads the topics, without TOPIC the three telemetry topics of the configuration and the command topic, which is always taken from its beginning because what was told long before may still hold, and writes one message a line as kcat -C -J prints them, merged by time. Stops at what was there at its start unless told otherwise. Nobody else's reading is changed.",
    "A file gets its name only when it is whole; Ctrl-C makes it whole with what was read, and says that it is partial.",
    "With --rotate the output is a folder of files, each whole when it has its name, and a manifest with their checksums and the offsets from which to go on: a recording that was killed goes on with --resume, and no message is left out or comes twice.",
  ],
  positionals: "TOPIC…",
  options: [
    { name: "config", takes: "FILE", means: "configuration (YAML); TOCSIN_… variables override it" },
    {
      name: "from",
      takes: "TIME|earliest",
      means: "messages that arrived from then on; all that there are by default",
    },
    {
      name: "until",
      takes: "TIME|now|forever",
      means: "messages that arrived before then; forever: until Ctrl-C. now is the default",
    },
    {
      name: "out",
      takes: "FILE|DIR",
      means:
        "write there, packed where it ends in .gz or .zst; with --rotate a folder. Standard output by default",
    },
    {
      name: "rotate",
      takes: "SIZE|DURATION",
      means:
        "begin a new file in the folder after so many bytes, each span of time, or both: 256MB, 1h, 256MB,1h",
    },
    {
      name: "resume",
      means: "with --rotate: go on with the recording in the folder; begin it where there is none",
    },
    {
      name: "packing",
      takes: "zst|gz|none",
      means: "with --rotate: how the files are packed; zst by default",
    },
    { name: "best", means: "pack as small as it gets, about ninety times as slowly with .zst" },
    { name: "name", takes: "TEXT", means: "what the recording's header calls it" },
    {
      name: "provenance",
      takes: "WHAT",
      means: "recorded, reconstructed or simulated: what the header says of where it comes from",
    },
    { name: "quiet", means: "tell nothing but faults" },
  ],
  examples: [
    { run: "tocsin record --config tocsin.yaml --out now.jsonl.zst", does: "all telemetry that is kept" },
    {
      run: "tocsin record --until forever --out recordings --rotate 256MB,1d --resume",
      does: "all that comes, in files of a day, gone on with after a crash",
    },
    {
      run: "tocsin record --from 2021-10-04T15:00:00Z --until 2021-10-04T22:00:00Z --out outage.jsonl.gz",
      does: "seven hours of it",
    },
    {
      run: "tocsin record | tocsin replay - --topology topology.yaml",
      does: "what Tocsin says of what the topics hold",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done; with --until forever also after Ctrl-C" },
    {
      code: exitCodes.usage,
      means:
        "wrong usage, a faulty configuration, a topic is missing, or the disk is full: it says what was recorded until then",
    },
    { code: exitCodes.server, means: "Kafka cannot be reached, or refuses us" },
    { code: exitCodes.interrupted, means: "interrupted; what was read is in the file" },
  ],
  run: async (parsed, io) => await runRecord(recordRequestOf(parsed), io),
};
