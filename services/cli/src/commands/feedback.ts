import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { feedbackRequestOf } from "../feedback/request.ts";
import { runFeedback } from "../feedback/run-feedback.ts";

export const feedbackCommand: Command = {
  name: "feedback",
  summary: "say what an incident truly was, and export what was said as labels",
  usage: "INCIDENT no-incident|was-isolated|component NAME | list | export [OPTIONS]",
  description: [
    "Writes to the command topic what somebody found out about an incident: that it was none (no-incident), that its services failed each by itself (was-isolated), or by which component they failed together (component NAME). Of several about one incident the last holds. It changes no threshold and no alert: it is kept, shown, and exported.",
    "list shows what was said last of each incident. export prints it as labels (JSON, which is YAML too) for tocsin replay --labels: no-incident as a quiet period, the others as incidents. Incidents that are still open are left out, and told.",
  ],
  positionals: "INCIDENT VERDICT|list|export",
  options: [
    { name: "config", takes: "FILE", means: "configuration (YAML); TOCSIN_… variables override it" },
    {
      name: "topology",
      takes: "FILE",
      means: "topology in which the component must stand; the configuration's by default",
    },
    { name: "note", takes: "TEXT", means: "why, for those who read it later" },
    { name: "json", means: "list: one object a line" },
  ],
  examples: [
    {
      run: "tocsin feedback i-4f1c0b component edge --note 'a bad route'",
      does: "what the services shared",
    },
    { run: "tocsin feedback i-77aa01 no-incident", does: "it was a false alarm" },
    { run: "tocsin feedback export > labels.json", does: "labels for tocsin replay --labels" },
  ],
  exits: [
    { code: exitCodes.done, means: "done; also where the same was said already" },
    { code: exitCodes.usage, means: "wrong usage, an unknown incident or component, or a topic is missing" },
    { code: exitCodes.server, means: "Kafka cannot be reached, or refuses us" },
  ],
  run: async (parsed, io) => await runFeedback(feedbackRequestOf(parsed), io),
};
