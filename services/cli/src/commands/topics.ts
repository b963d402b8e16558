import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { topicsRequestOf } from "../topics/request.ts";
import { runTopics } from "../topics/run-topics.ts";

export const topicsCommand: Command = {
  name: "topics",
  summary: "see, make and check the Kafka topics that Tocsin needs",
  usage: "plan|apply|check [OPTIONS]",
  description: [
    "plan prints what apply would do; apply creates topics, adds partitions and changes settings, and waits until the brokers have them; check ends with 1 when anything is not as it shall be. What topics shall be like stands in infra/kafka/topics.yaml, which is built in; their names come from the configuration.",
    "Nothing is ever deleted, partitions are never taken away, and a retention is not shortened unless you ask for it. Doing it again changes nothing.",
  ],
  positionals: "plan|apply|check",
  options: [
    { name: "config", takes: "FILE", means: "configuration (YAML); TOCSIN_… variables override it" },
    { name: "topics", takes: "FILE", means: "another topics.yaml than the one that is built in" },
    {
      name: "partitions",
      takes: "N",
      means: "partitions of each telemetry topic; what depends on them grows with them",
    },
    {
      name: "retention",
      takes: "TOPIC=TIME",
      means: "other retentions than the file's, by commas: telemetry=unlimited,windows=30d",
    },
    {
      name: "shorten-retention",
      means: "also where records would be deleted by it: shorter retention, compaction",
    },
  ],
  examples: [
    { run: "tocsin topics plan --config tocsin.yaml", does: "what is missing or different" },
    { run: "tocsin topics apply --config tocsin.yaml --partitions 12", does: "for up to 12 intakes" },
    {
      run: "tocsin topics apply --retention telemetry=unlimited",
      does: "topics into which old recordings can be replayed",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done; check: all is as it shall be" },
    { code: exitCodes.checkFailed, means: "check: something is missing or different" },
    { code: exitCodes.usage, means: "wrong usage, or a faulty configuration or topics file" },
    { code: exitCodes.server, means: "Kafka cannot be reached, or refuses us" },
  ],
  run: async (parsed, io) => await runTopics(topicsRequestOf(parsed), io),
};
