import type { InfluxConfiguration } from "@tocsin/contracts";
import { asked } from "./client.ts";

/**
 * One attempt to write the lines in one request. Resolves when the database has acknowledged them; otherwise rejects
 * with an `InfluxFault`, and some, all or none of them may be written.
 *
 * The official client without what makes it lose points: no buffer that outlives the call, no retries and no timer.
 */
export async function writeLines(
  configuration: InfluxConfiguration,
  lines: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const { api, org, bucket, database } = configuration;
  await asked(
    configuration,
    async (client) => {
      const writing = client.getWriteApi(org, bucket, "ns", {
        batchSize: lines.length + 1,
        maxBatchBytes: Number.MAX_SAFE_INTEGER,
        flushInterval: 0,
        maxRetries: 0,
        // Given a promise, the client settles with it instead of writing to the console.
        writeFailed: async (error) => {
          throw error;
        },
      });
      if (api === "v1") writing.path = `/write?db=${encodeURIComponent(database)}&precision=ns`;
      writing.writeRecords([...lines]);
      await writing.flush();
    },
    signal,
  );
}
