import type { InfluxConfiguration } from "@tocsin/contracts";
import { influxQuery } from "./query.ts";
import { type BucketChange, daysOf, type Retention, retentionOf } from "./retention.ts";

/** The retention policy that every database of 1.x is born with, and to which we write. */
const policy = "autogen";

/** InfluxDB 1.x: makes the database or changes the retention of its default policy. Doing it again changes nothing. */
export async function ensureDatabaseV1(configuration: InfluxConfiguration): Promise<BucketChange> {
  const name = configuration.database;
  const wanted = retentionOf(configuration.retentionDays);
  const retentionDays = daysOf(wanted.keptS);
  const isThere = await hasDatabase(configuration);
  if (!isThere) await influxQuery(configuration, `CREATE DATABASE ${quoted(name)}`);
  const keptS = await defaultRetentionS(configuration);
  if (keptS === wanted.keptS) return { kind: isThere ? "unchanged" : "created", name, retentionDays };
  const verb = keptS === null ? "CREATE" : "ALTER";
  const on = `${verb} RETENTION POLICY ${quoted(policy)} ON ${quoted(name)}`;
  await influxQuery(configuration, `${on} ${durationOf(wanted)}`);
  return { kind: isThere ? "changed" : "created", name, retentionDays };
}

async function hasDatabase(configuration: InfluxConfiguration): Promise<boolean> {
  const tables = await influxQuery(configuration, "SHOW DATABASES");
  return tables.some(({ values }) => values.some(([name]) => name === configuration.database));
}

/** In seconds, 0 for ever; null when the policy is not there or is not the default. */
async function defaultRetentionS(configuration: InfluxConfiguration): Promise<number | null> {
  const asked = `SHOW RETENTION POLICIES ON ${quoted(configuration.database)}`;
  for (const { columns, values } of await influxQuery(configuration, asked)) {
    const at = (column: string): number => columns.indexOf(column);
    const row = values.find((cells) => cells[at("name")] === policy && cells[at("default")] === true);
    if (row !== undefined) return secondsOf(String(row[at("duration")]));
  }
  return null;
}

const unitsS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** `168h0m0s`, as the server writes durations. */
function secondsOf(duration: string): number {
  const parts = duration.matchAll(/(\d+)([hms])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (unitsS[unit!] ?? 0), 0);
}

const durationOf = ({ keptS, shardS }: Retention): string =>
  `DURATION ${keptS === 0 ? "INF" : `${keptS}s`} REPLICATION 1 SHARD DURATION ${shardS}s DEFAULT`;

/** An identifier of InfluxQL. */
const quoted = (name: string): string => `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
