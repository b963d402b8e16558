import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { HttpError, InfluxDB } from "@influxdata/influxdb-client";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { authorization, baseUrl } from "./connection.ts";
import { faultOfAnswer, faultOfSilence, type InfluxFault } from "./influx-fault.ts";
import { writePath } from "./write-path.ts";

export interface LineWriter {
  /**
   * One attempt to write the lines in one request. Resolves when the database has acknowledged them; otherwise rejects
   * with an `InfluxFault`, and some, all or none of them may be written.
   */
  readonly attempt: (lines: readonly string[], signal: AbortSignal | undefined) => Promise<void>;
  readonly close: () => void;
}

/**
 * The official client without what makes it lose data: no buffer that outlives the call, no retries and no timer of its
 * own. A request that takes longer than `timeoutMs`, or that is aborted, loses its connection, because the client would
 * leave it open behind our back.
 */
export function lineWriter(configuration: InfluxConfiguration): LineWriter {
  const url = baseUrl(configuration);
  const { timeoutMs, org, bucket } = configuration;
  const agent = new (url.startsWith("https:") ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 });
  const client = new InfluxDB({
    url,
    timeout: timeoutMs,
    headers: { ...authorization(configuration) },
    transportOptions: { agent },
  });
  const path = writePath(configuration);
  const send = async (lines: readonly string[]): Promise<void> => {
    const api = client.getWriteApi(org, bucket, "ns", {
      batchSize: lines.length + 1,
      maxBatchBytes: Number.MAX_SAFE_INTEGER,
      flushInterval: 0,
      maxRetries: 0,
      // Given a promise, the client settles with it instead of writing to the console.
      writeFailed: async (error) => {
        throw error;
      },
    });
    api.path = path;
    api.writeRecords(lines as string[]);
    await api.flush();
  };
  return {
    attempt: async (lines, signal) => {
      const deadline = AbortSignal.timeout(timeoutMs);
      const ends = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
      const cut = (): void => agent.destroy();
      ends.throwIfAborted();
      ends.addEventListener("abort", cut, { once: true });
      try {
        await send(lines);
      } catch (error) {
        throw deadline.aborted ? faultOfSilence(url, deadline.reason) : faultOf(url, error);
      } finally {
        ends.removeEventListener("abort", cut);
      }
    },
    close: () => agent.destroy(),
  };
}

function faultOf(url: string, error: unknown): InfluxFault {
  if (!(error instanceof HttpError)) return faultOfSilence(url, error);
  const { statusCode, body = "", headers } = error;
  const retryAfter = headers?.["retry-after"];
  return faultOfAnswer(
    { status: statusCode, body, retryAfter: typeof retryAfter === "string" ? retryAfter : null },
    error,
  );
}
