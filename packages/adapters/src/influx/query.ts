import type { InfluxDB } from "@influxdata/influxdb-client";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { z } from "zod";
import { asked, databaseOf } from "./client.ts";
import { InfluxFault } from "./influx-fault.ts";

export type InfluxCell = string | number | boolean | null;

/** A table of an InfluxQL answer: one for every statement, measurement and group. */
export interface InfluxTable {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly InfluxCell[])[];
}

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const Answer = z.object({
  error: z.exactOptional(z.string()),
  results: z
    .array(
      z.object({
        error: z.exactOptional(z.string()),
        series: z
          .array(
            z.object({
              name: z.string().default(""),
              tags: z.record(z.string(), z.string()).default({}),
              columns: z.array(z.string()),
              values: z.array(z.array(cell)).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/**
 * Runs InfluxQL, which 1.x and 2.x both answer and the client does not know; times are epoch milliseconds. Gives the tables of all statements, none
 * where nothing matched. Throws an `InfluxFault` when any statement failed.
 */
export async function influxQuery(
  configuration: InfluxConfiguration,
  influxql: string,
): Promise<readonly InfluxTable[]> {
  const path = `/query?db=${encodeURIComponent(databaseOf(configuration))}&epoch=ms`;
  const form = new URLSearchParams({ q: influxql }).toString();
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  const ask = async ({ transport }: InfluxDB): Promise<unknown> =>
    await transport.request(path, form, { method: "POST", headers });
  const answer = Answer.safeParse(await asked(configuration, ask));
  if (!answer.success) throw new InfluxFault("unavailable", "the answer is none of InfluxDB's");
  const { error, results } = answer.data;
  const said = error ?? results.find((result) => result.error !== undefined)?.error;
  if (said !== undefined) throw new InfluxFault("rejected", said);
  return results.flatMap(({ series }) => series);
}
