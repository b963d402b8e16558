import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { inspectRequestOf } from "../inspect/request.ts";
import { runInspect } from "../inspect/run-inspect.ts";

export const inspectCommand: Command = {
  name: "inspect",
  summary: "look at what Tocsin has refused, at its incidents, at who sends, and at recordings",
  usage: "dead-letters|incidents|producers|recording [FILE…] [OPTIONS]",
  description: [
    "dead-letters reads the dead-letter topic and prints, code by code, how many messages were refused, what to do about it, and the newest of them: reason, topic, partition and offset, time, key, and how the value begins.",
    "incidents reads the alert topic and prints the incidents that are open and the newest that are over. Nobody else's reading is changed.",
    "producers reads what has come to the telemetry topics lately and prints who sent it, the worst first: messages a minute, what share was late or refused, how far the producer's clock is ahead (+) or behind (-) of what more than half of its partition's producers say (median and worst, to about a minute), and its newest message by its own clock. Time is judged by the clock of the stream, whatever the configuration says, and readings whose window had closed before that time are not known to be late.",
    "recording reads files, or the files of a folder, without any server, and prints what they hold: services and their streams with a picture of when readings came, cadence, gaps, how late they arrive, duplicates, what would be refused, and values that are suspicious. The files of a rotated recording are held against their manifest.",
  ],
  positionals: "dead-letters|incidents|producers|recording [FILE…]",
  options: [
    { name: "config", takes: "FILE", means: "configuration (YAML); TOCSIN_… variables override it" },
    { name: "code", takes: "CODE", means: "dead letters of this code alone" },
    {
      name: "limit",
      takes: "N",
      means:
        "the newest N dead letters of each code, or the newest N incidents that are over, 3 by default; or the N worst producers, 20 by default; or N series of a recording, 40 by default",
    },
    {
      name: "last",
      takes: "DURATION",
      means: "how far back producers are looked at, such as 1h; 15m by default",
    },
    {
      name: "json",
      means:
        "one object a line: those dead letters with their whole values, each incident's newest alert, or each producer; of a recording one object with everything",
    },
    { name: "raw", means: "the values of those dead letters, byte for byte, with a line break after each" },
  ],
  examples: [
    { run: "tocsin inspect dead-letters --config tocsin.yaml", does: "what is refused, and why" },
    {
      run: "tocsin inspect dead-letters --code value-schema --limit 1 --raw",
      does: "the newest message that does not fit the schema, as it came",
    },
    { run: "tocsin inspect incidents", does: "what is open" },
    {
      run: "tocsin inspect recording outage.jsonl.gz",
      does: "what a recording holds, and what is wrong with it",
    },
    { run: "tocsin inspect producers --last 1h", does: "whose clock is wrong, and who is late" },
  ],
  exits: [
    { code: exitCodes.done, means: "done, whatever there is" },
    { code: exitCodes.usage, means: "wrong usage, a faulty configuration, or a topic is missing" },
    { code: exitCodes.input, means: "a recording could not be read, or not to its end" },
    { code: exitCodes.server, means: "Kafka cannot be reached, or refuses us" },
  ],
  run: async (parsed, io) => await runInspect(inspectRequestOf(parsed), io),
};
