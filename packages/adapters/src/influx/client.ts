import { HttpError, InfluxDB } from "@influxdata/influxdb-client";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { faultOfAnswer, faultOfSilence, InfluxFault } from "./influx-fault.ts";

/** The URL without a slash at its end. */
export const baseUrl = ({ url }: InfluxConfiguration): string => url.replace(/\/+$/, "");

/** What an InfluxQL query calls the place of the points. */
export const databaseOf = ({ api, bucket, database }: InfluxConfiguration): string =>
  api === "v2" ? bucket : database;

/**
 * Asks the server once, by the official client. Throws an `InfluxFault` for everything that is no success. A request
 * that takes longer than `timeoutMs`, or that is aborted, loses its connection.
 */
export async function asked<Answer>(
  configuration: InfluxConfiguration,
  ask: (client: InfluxDB) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(configuration.timeoutMs);
  const ends = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  ends.throwIfAborted();
  try {
    return await ask(clientUntil(ends, configuration));
  } catch (error) {
    if (error instanceof HttpError) throw faultOfAnswer(error);
    const url = baseUrl(configuration);
    if (error instanceof SyntaxError) {
      throw new InfluxFault("unavailable", `what answers at ${url} is no InfluxDB`, { cause: error });
    }
    throw faultOfSilence(url, deadline.aborted ? deadline.reason : error);
  }
}

/** The signal ends its requests: the client's own timeout would leave the connection open behind our back. */
function clientUntil(signal: AbortSignal, configuration: InfluxConfiguration): InfluxDB {
  return new InfluxDB({
    url: baseUrl(configuration),
    headers: authorization(configuration),
    timeout: 0,
    transportOptions: { signal },
  });
}

/** Secrets go into headers, never into a URL, because URLs are logged on the way. */
function authorization({ api, token, username, password }: InfluxConfiguration): Record<string, string> {
  if (api === "v2") return token === undefined ? {} : { authorization: `Token ${token}` };
  if (username === undefined) return {};
  const pair = Buffer.from(`${username}:${password ?? ""}`, "utf8").toString("base64");
  return { authorization: `Basic ${pair}` };
}
