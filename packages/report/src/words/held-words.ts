import type { HeldReason } from "@tocsin/contracts";

/** Why nothing is learned of a service, as the end of a sentence, and the rule of the model that says so. */
export const heldBecause: Readonly<Record<HeldReason, { readonly rule: number; readonly because: string }>> =
  {
    "planned-work": { rule: 53, because: "it is worked on, as was told" },
    "excluded-past": { rule: 54, because: "this past is excluded by the configuration" },
    "open-incident": { rule: 16, because: "it fails in an incident that is open" },
    "after-work": { rule: 53, because: "work on it has just ended, and something speaks for a failure" },
    suspected: { rule: 16, because: "something speaks for a failure of it, though nothing was told" },
    "special-day": { rule: 52, because: "the day is like no other" },
    "faulty-source": { rule: 37, because: "only sources that are at fault have seen it" },
    blind: { rule: 19, because: "too little telemetry came to judge anybody" },
  };
