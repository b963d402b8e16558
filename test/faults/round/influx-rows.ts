import { type Output } from "../judge/compare.ts";

interface QueriedSeries {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (string | number | boolean | null)[])[];
}

export interface QueriedStore {
  readonly url: string;
  /** Of version 2. */
  readonly token: string;
  readonly bucket: string;
}

async function query({ url, token, bucket }: QueriedStore, q: string): Promise<readonly QueriedSeries[]> {
  const response = await fetch(`${url}/query`, {
    method: "POST",
    headers: { authorization: `Token ${token}` },
    body: new URLSearchParams({ db: bucket, epoch: "ms", q }),
  });
  if (!response.ok) throw new Error(`${q}: ${response.status} ${await response.text()}`);
  const { results } = (await response.json()) as {
    readonly results: readonly { readonly series?: readonly QueriedSeries[]; readonly error?: string }[];
  };
  const failed = results.find(({ error }) => error !== undefined);
  if (failed !== undefined) throw new Error(`${q}: ${failed.error}`);
  return results.flatMap(({ series }) => series ?? []);
}

function rowsOf({ name, tags = {}, columns, values }: QueriedSeries): readonly Output[] {
  const series = [name, ...Object.entries(tags).map(([tag, value]) => `${tag}=${value}`)].join(",");
  return values.map(([time, ...fields]) => ({
    id: `${series} ${time}`,
    text: JSON.stringify(Object.fromEntries(columns.slice(1).map((column, at) => [column, fields[at]]))),
  }));
}

/** Every point of a bucket, ordered by its name: measurement, tags and time. */
export async function allRows(store: QueriedStore): Promise<readonly Output[]> {
  const measurements = (await query(store, "SHOW MEASUREMENTS")).flatMap(({ values }) =>
    values.map(([name]) => String(name)),
  );
  const rows: Output[] = [];
  for (const measurement of measurements)
    for (const series of await query(store, `SELECT * FROM "${measurement}" GROUP BY *`))
      rows.push(...rowsOf(series));
  return rows.sort((one, other) => (one.id < other.id ? -1 : Number(one.id > other.id)));
}
