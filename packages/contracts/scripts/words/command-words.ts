import type { WordTable } from "./field-words.ts";

/** What people tell a running Tocsin. */
export const commandWords: WordTable = {
  "Acknowledgement:incident": { says: "The incident that somebody takes care of." },
  "Acknowledgement:at": { says: "When it was said." },
  "Acknowledgement:by": { says: "Who takes care." },
  "Acknowledgement:note": { says: "Why, for those who read it later." },
  "Command:at": { says: "When it was said, for people: nothing follows from it." },
  "Command:by": { says: "Who said it, for people: nothing follows from it." },
  "Command:note": { says: "Why, for those who read it later." },
  "Command:id": {
    says: "What the work is called, so that it can be ended; of feedback, the message itself.",
  },
  "Command:fromWindow": {
    says: "Start of the window from which it holds, at least two windows ahead.",
    unit: "milliseconds since 1970-01-01 UTC",
  },
  "Command:services": { says: "The services that are worked on." },
  "Command:components": { says: "The components all of whose members are worked on." },
  "Command:from": { says: "When the work begins, ISO 8601 with an offset." },
  "Command:to": { says: "When it ends; left out where it lasts until it is ended." },
  "Command:incident": { says: "The incident that is spoken of." },
  "Command:verdict": {
    says: "no-incident: nothing failed. was-isolated: one service failed by itself. component: several failed by the component named.",
  },
  "Command:component": { says: "The component that failed, with the verdict `component`." },
};
