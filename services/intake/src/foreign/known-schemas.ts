import { setTimeout as wait } from "node:timers/promises";
import type { SchemaReader } from "@tocsin/adapters/registry";
import type { LogPlace, LogRecord } from "@tocsin/log";
import type { IntakeTaskOptions } from "../intake-options.ts";

const firstPauseMs = 200;
const longestPauseMs = 5000;

/**
 * Asks for the schemas that the records need, until they are there: a record waits for its schema and is not lost. Where the
 * registry does not answer that is told, again and again, and the partition stands still. Ends when it is told to stop.
 */
export async function knownSchemas(
  { schemas, instrumentation, configuration }: IntakeTaskOptions,
  { place, records }: { readonly place: LogPlace; readonly records: readonly Pick<LogRecord, "value">[] },
  stop: AbortSignal,
): Promise<void> {
  if (schemas === undefined || configuration.topicFormats?.has(place.topic) !== true) return;
  for (const id of schemas.missing(records.map(({ value }) => value))) {
    let pauseMs = firstPauseMs;
    for (
      let fault = await faultOf(schemas, id);
      fault !== null && !stop.aborted;
      fault = await faultOf(schemas, id)
    ) {
      instrumentation.registryFailed(place, fault);
      instrumentation.processed(place, 0);
      await wait(pauseMs, undefined, { signal: stop }).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
    instrumentation.registryFailed(place, null);
  }
}

async function faultOf(schemas: SchemaReader, id: number): Promise<Error | null> {
  try {
    await schemas.load(id);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
