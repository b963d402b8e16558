import { influxQuery } from "@tocsin/adapters/influx";
import { InfluxConfiguration } from "@tocsin/contracts";
import {
  freshBucket,
  freshDatabase,
  type FreshStore,
  type UsedInflux,
  type UsedInflux1,
  useInflux,
  useInflux1,
} from "../../../support/servers/index.ts";

/** A version of InfluxDB under test: the same tests hold for both. */
export interface Version {
  readonly name: string;
  readonly api: "v1" | "v2";
  /** At the top of a `describe`; gives what makes empty stores in its hooks and tests. */
  readonly use: () => VersionInUse;
}

export interface VersionInUse {
  readonly url: () => string;
  /** The configuration for a bucket or database of this name, which need not be there. */
  readonly configuration: (name: string, change?: object) => InfluxConfiguration;
  readonly fresh: () => Promise<FreshStore>;
}

const usedV2 = (influx: UsedInflux): VersionInUse => ({
  url: () => influx.url,
  configuration: (name, change = {}) => {
    const { url, org, token } = influx;
    return InfluxConfiguration.parse({ url, org, token, bucket: name, timeoutMs: 5000, ...change });
  },
  fresh: async () => await freshBucket(influx),
});

const usedV1 = (influx: UsedInflux1): VersionInUse => ({
  url: () => influx.url,
  configuration: (name, change = {}) =>
    InfluxConfiguration.parse({ api: "v1", url: influx.url, database: name, timeoutMs: 5000, ...change }),
  fresh: async () => await freshDatabase(influx),
});

export const versions: readonly Version[] = [
  { name: "InfluxDB 2.x", api: "v2", use: () => usedV2(useInflux()) },
  { name: "InfluxDB 1.x", api: "v1", use: () => usedV1(useInflux1()) },
];

/** Every row of every measurement, in words that can be compared. */
export async function rowsOf(configuration: InfluxConfiguration): Promise<readonly string[]> {
  const tables = await influxQuery(configuration, "SELECT * FROM /.*/ GROUP BY *");
  return tables
    .flatMap(({ name, tags, columns, values }) =>
      values.map((row) => {
        const cells = columns.map((column, at) => [column, row[at]] as const);
        const written = cells.filter(([, cell]) => cell !== null);
        return JSON.stringify([name, tags, Object.fromEntries(written)]);
      }),
    )
    .toSorted();
}
