import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { notifyRequestOf } from "../notify/request.ts";
import { runNotify } from "../notify/run-notify.ts";

export const notifyCommand: Command = {
  name: "notify",
  summary: "try who is told of incidents, say who takes care of one, and see who was told",
  usage: "test|ack INCIDENT|list [OPTIONS]",
  description: [
    "test sends a rehearsal through every route of the configuration: an incident that says of itself that it is none, and that it is over. A pager calls somebody by it. Nothing is tried again, and Kafka is not asked.",
    "ack says that somebody takes care of an incident. Sinks hear of it, and from then on people hear only of what is worse and of the end. Of several the last holds; --withdraw takes it back.",
    "list shows the incidents that somebody is told of, with what each sink knows.",
  ],
  positionals: "test|ack INCIDENT|list",
  options: [
    { name: "config", takes: "FILE", means: "configuration (YAML); TOCSIN_… variables override it" },
    { name: "by", takes: "NAME", means: "ack: who takes care; who is logged in by default" },
    { name: "note", takes: "TEXT", means: "ack: why, for those who read it later" },
    { name: "withdraw", means: "ack: nobody takes care any more" },
    { name: "json", means: "list: one object a line" },
  ],
  examples: [
    { run: "tocsin notify test --config tocsin.yaml", does: "whether everybody would hear" },
    { run: "tocsin notify ack i-4f1c0b --note 'on it'", does: "somebody takes care" },
    { run: "tocsin notify list", does: "who was told of what" },
  ],
  exits: [
    { code: exitCodes.done, means: "done" },
    { code: exitCodes.checkFailed, means: "test: a sink could not be told" },
    { code: exitCodes.usage, means: "wrong usage, no route, an unknown incident, or a topic is missing" },
    { code: exitCodes.server, means: "Kafka cannot be reached, or refuses us" },
  ],
  run: async (parsed, io) => await runNotify(notifyRequestOf(parsed), io),
};
