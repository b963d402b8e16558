/** Incidents that a detector of before told as open, and of which this one remembers nothing. */
import { AlertEventToRead } from "@tocsin/contracts";
import { type AlertEvent, detectorVersion, takenBack } from "@tocsin/core";
import { LogFault, type LogRecord, readBetween } from "@tocsin/log";
import type { DetectorOptions } from "./detector-options.ts";

export interface LeftOpen {
  /** Offset in the alert topic: what stands in front of it was told from a memory that is gone. */
  readonly toldTo: number;
  /**
   * The retractions that are due with a window, none where all are told on; null while an incident may still be told again
   * under its old id, which happens where the retained past is judged once more.
   */
  after(window: JudgedWindow): readonly AlertEvent[] | null;
}

export interface JudgedWindow {
  readonly windowStart: number;
  readonly alerts: readonly AlertEvent[];
}

/**
 * Reads what the alert topic holds. `toldTo` is where the memory began that is had now; null: it begins. Gives null where
 * nothing was left open, or where it cannot be known: that is told, and detection needs it not.
 */
export async function readLeftOpen(
  options: DetectorOptions,
  since: { readonly toldTo: number | null; readonly suppressUntilMs: number | null },
  stop: AbortSignal,
): Promise<LeftOpen | null> {
  const { log, configuration, settings, instrumentation } = options;
  const place = { topic: configuration.topics.incidents, partition: 0 };
  const open = new Map<string, AlertEvent>();
  let newestMs = 0;
  try {
    const { first, end } = await log.span(place);
    const toldTo = since.toldTo ?? end;
    await readBetween(log, { place, from: first, to: end, stop }, (record) => {
      instrumentation.processed(0);
      const event = eventOf(record);
      if (event?.source !== `/tocsin/${settings.environment}`) return true;
      const { incident, status } = event.data;
      if (record.offset < toldTo && status === "open") open.set(incident, event);
      else open.delete(incident);
      if (record.offset < toldTo) newestMs = Math.max(newestMs, Date.parse(event.time));
      return true;
    });
    if (open.size === 0) return null;
    const fromMs = Math.max(newestMs, since.suppressUntilMs ?? 0);
    return leftOpen(open, { toldTo, fromMs, options });
  } catch (error) {
    if (!(error instanceof LogFault) || (error.kind !== "refused" && error.kind !== "topic-missing"))
      throw error;
    instrumentation.alertsUnread(error);
    return null;
  }
}

function leftOpen(
  open: Map<string, AlertEvent>,
  {
    toldTo,
    fromMs,
    options: { configuration, settings },
  }: { readonly toldTo: number; readonly fromMs: number; readonly options: DetectorOptions },
): LeftOpen {
  return {
    toldTo,
    after({ windowStart, alerts }) {
      for (const { data } of alerts) open.delete(data.incident);
      const endMs = windowStart + configuration.windowMs;
      if (endMs <= fromMs) return null;
      const { allowedLatenessMs, configHash } = settings;
      const by = { timeMs: endMs + allowedLatenessMs, detectorVersion, configHash };
      return [...open.values()].map((event) => takenBack(event, by));
    },
  };
}

/** Null where it is no alert: others may write there too. All fields are kept, those of later versions as well. */
function eventOf({ value }: LogRecord): AlertEvent | null {
  try {
    const content: unknown = JSON.parse(Buffer.from(value ?? []).toString());
    return AlertEventToRead.safeParse(content).success ? (content as AlertEvent) : null;
  } catch {
    return null;
  }
}
