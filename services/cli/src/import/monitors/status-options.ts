import type { Command } from "../../arguments/command.ts";
import type { StatusKind } from "./status-kind.ts";

/** The options that all kinds of status monitors have. */
export const statusOptions = ({ defaultCadence, defaultHold }: StatusKind): Command["options"] => [
  {
    name: "mapping",
    takes: "FILE",
    means: "YAML or JSON file with the rules; rows that no rule matches are rejects",
  },
  {
    name: "cadence",
    takes: "TIME",
    means: `how often a probe is written, such as 30s, 5m, 1h (default ${defaultCadence})`,
  },
  {
    name: "hold",
    takes: "TIME",
    means: `how long a state is held without a new row (default ${defaultHold})`,
  },
  {
    name: "out",
    short: "o",
    takes: "FILE",
    means: "the recording, .jsonl or .jsonl.gz (default -, standard output)",
  },
  { name: "rejects", takes: "FILE", means: "what was refused, one JSON object a line" },
  { name: "quiet", means: "no progress" },
];
