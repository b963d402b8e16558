import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { explainedOf, explainRequestOf } from "../explain/request.ts";
import { runExplain } from "../explain/run-explain.ts";
import { withNamedOutage } from "../outages/replayed-outage.ts";

export const explainCommand: Command = {
  name: "explain",
  summary: "why Tocsin spoke at a minute, or said nothing",
  usage: "[MINUTE|INCIDENT] [RECORDING…|OUTAGE] [OPTIONS]",
  description: [
    "Tells of one window what was seen and what was made of it: the strongest services and their signals, observed and expected, which of them are held (nothing is learned of them) and by which rule, what all services have in common, each component with how many of its services must fail together, what was told, and what an alarm would have needed.",
    "MINUTE is a time with its offset; INCIDENT is the id of an incident, and the window at which it was first told is explained. With recordings they are replayed up to there, with the given topology and configuration; without, the evidence and alert topics of the configuration are read.",
    "OUTAGE is one of tocsin outages: its recording is made in a temporary folder, and judged with its own topology. Without a minute or incident the first alarm of several services is explained, else the first of one, and where none was told the window that came nearest to it.",
  ],
  positionals: "MINUTE|INCIDENT|OUTAGE [RECORDING…|OUTAGE]",
  options: [
    { name: "topology", takes: "FILE", means: "services and the components they share (YAML or JSON)" },
    { name: "config", takes: "FILE", means: "configuration (YAML or JSON), as for replay, or for Kafka" },
    {
      name: "out",
      takes: "FILE",
      means: "draw the hour before, too: a page where FILE ends in .html, the drawing alone for .svg",
    },
    { name: "unordered", means: "put standard input in order before it is judged, as files always are" },
    { name: "json", means: "print the explanation as one JSON object" },
    { name: "quiet", means: "show no progress" },
  ],
  examples: [
    {
      run: "tocsin explain 2021-10-04T15:44:00Z outage.jsonl.gz --topology topology.yaml",
      does: "what was known in that minute, and why it was enough or not",
    },
    {
      run: "tocsin explain 41d7c2a09be35f18 outage.jsonl.gz --topology topology.yaml --out why.html",
      does: "why that incident was told, with a drawing of the hour before",
    },
    { run: "tocsin explain 2021-10-08", does: "why an outage that comes along was told" },
    {
      run: "tocsin explain holiday 2024-11-28T12:00:00Z",
      does: "what would have been needed for an alarm then, on a day on which nothing failed",
    },
    {
      run: "tocsin explain 2026-11-30T09:10:00Z --config tocsin.yaml",
      does: "why the running Tocsin said nothing then",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done" },
    {
      code: exitCodes.usage,
      means: "wrong usage, a faulty file, or the minute or incident is not among what was read",
    },
    {
      code: exitCodes.input,
      means: "a recording could not be read, or not to its end, or there is no outage of that name",
    },
    { code: exitCodes.server, means: "without recordings: Kafka cannot be reached, or refuses us" },
    { code: exitCodes.interrupted, means: "interrupted" },
  ],
  run: async (parsed, io) => {
    const { subject, recordings } = explainedOf(parsed.positionals);
    return await withNamedOutage({ ...parsed, positionals: recordings }, io, {
      doing: "Explaining",
      keptIn: null,
      of: (given) => {
        const request = explainRequestOf(subject, given);
        return async () => await runExplain(request, io);
      },
    });
  },
};
