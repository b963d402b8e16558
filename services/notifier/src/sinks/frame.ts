import type { ResolvedSink } from "@tocsin/adapters/config";
import type { SinkHabits } from "../deciding/decide.ts";
import type { Sink } from "./sink.ts";

const usualTimeoutMs = 10_000;
const usualGiveUpMs = 86_400_000;

export type SinkFrame = Pick<Sink, "perMinute" | "batch" | "noted">;

/** What all kinds of sinks have, as configured or as is usual of the kind. */
export function frameOf(
  { name, perMinute, timeoutMs, giveUpMs }: ResolvedSink,
  usual: SinkFrame,
): Pick<Sink, "name" | "perMinute" | "batch" | "noted" | "giveUpMs"> & { readonly timeoutMs: number } {
  return {
    ...usual,
    name,
    perMinute: perMinute ?? usual.perMinute,
    giveUpMs: giveUpMs ?? usualGiveUpMs,
    timeoutMs: timeoutMs ?? usualTimeoutMs,
  };
}

export const habitsOf = ({ updates }: ResolvedSink, usual: SinkHabits): SinkHabits => ({
  ...usual,
  updates: updates ?? usual.updates,
});

/** What people in a chat or a mailbox want to hear. */
export const toPeople: SinkHabits = {
  updates: "important",
  hearsOfCare: true,
  refreshMs: null,
  alwaysEnds: false,
  showMs: null,
};
