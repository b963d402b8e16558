import { InfluxDB, Point as ClientPoint } from "@influxdata/influxdb-client";
import { influxSink, type Point } from "@tocsin/adapters/influx";
import { InfluxConfiguration } from "@tocsin/contracts";
import type { InfluxService } from "../../support/servers/influx/influx-services.ts";
import { processorMs, type Sample } from "../measure/sample.ts";

/** Points that the recorder holds before it writes them. */
const heldPoints = 5000;

async function timedUntil(written: () => Promise<number>): Promise<Sample> {
  const processorBefore = processorMs();
  const startedMs = performance.now();
  const amount = await written();
  return { wallMs: performance.now() - startedMs, processorMs: processorMs() - processorBefore, amount };
}

/** As the recorder writes: so many at a time, each acknowledged before the next are sent. */
export const writtenByRecorder = async (
  { url, org, token }: InfluxService,
  bucket: string,
  points: readonly Point[],
): Promise<Sample> => {
  const sink = influxSink(InfluxConfiguration.parse({ api: "v2", url, org, token, bucket }));
  return await timedUntil(async () => {
    let written = 0;
    for (let from = 0; from < points.length; from += heldPoints) {
      written += (await sink.write(points.slice(from, from + heldPoints))).written;
    }
    return written;
  });
};

/**
 * As the client's documentation writes: its own points into its own buffer, with its own batches and timer. Its `close`
 * does not wait for batches that are under way, so that what the server acknowledged is counted.
 */
export const writtenByClient = async (
  { url, org, token }: InfluxService,
  bucket: string,
  points: readonly Point[],
): Promise<Sample> =>
  await timedUntil(async () => {
    const all = Promise.withResolvers<number>();
    let written = 0;
    const api = new InfluxDB({ url, token }).getWriteApi(org, bucket, "ms", {
      writeSuccess: (lines) => {
        written += lines.length;
        if (written >= points.length) all.resolve(written);
      },
      writeFailed: async (error) => {
        all.reject(error);
        throw error;
      },
    });
    for (const point of points) api.writePoint(clientPoint(point));
    const [amount] = await Promise.all([all.promise, api.close()]);
    return amount;
  });

function clientPoint({ measurement, tags, fields, timestampMs }: Point): ClientPoint {
  const point = new ClientPoint(measurement).timestamp(timestampMs);
  for (const [name, value] of Object.entries(tags)) point.tag(name, value);
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") point.stringField(name, value);
    else if (typeof value === "bigint") point.intField(name, Number(value));
    else if (typeof value === "boolean") point.booleanField(name, value);
    else if (value !== null && Number.isFinite(value)) point.floatField(name, value);
  }
  return point;
}
