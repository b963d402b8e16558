import { askInfluxql, type Series } from "../../support/servers/influx/ask-influxql.ts";
import { type Output } from "../judge/compare.ts";

export interface QueriedStore {
  readonly url: string;
  /** Of version 2. */
  readonly token: string;
  readonly bucket: string;
}

function rowsOf({ name = "", tags = {}, columns, values }: Series): readonly Output[] {
  const series = [name, ...Object.entries(tags).map(([tag, value]) => `${tag}=${value}`)].join(",");
  return values.map(([time, ...fields]) => ({
    id: `${series} ${time}`,
    text: JSON.stringify(Object.fromEntries(columns.slice(1).map((column, at) => [column, fields[at]]))),
  }));
}

/** Every point of a bucket, ordered by its name: measurement, tags and time. */
export async function allRows(store: QueriedStore): Promise<readonly Output[]> {
  const measurements = (await askInfluxql(store, store.bucket, "SHOW MEASUREMENTS")).flatMap(({ values }) =>
    values.map(([name]) => String(name)),
  );
  const rows: Output[] = [];
  for (const measurement of measurements)
    for (const series of await askInfluxql(store, store.bucket, `SELECT * FROM "${measurement}" GROUP BY *`))
      rows.push(...rowsOf(series));
  return rows.sort((one, other) => (one.id < other.id ? -1 : Number(one.id > other.id)));
}
