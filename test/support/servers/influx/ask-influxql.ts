export type Cell = string | number | boolean | null;

export interface Series {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly Cell[])[];
}

interface Answer {
  readonly error?: string;
  readonly results?: readonly { readonly error?: string; readonly series?: readonly Series[] }[];
}

/** Asks as the data source of `infra/grafana/provisioning` does: by GET, with the token in a header, in milliseconds. */
export async function askInfluxql(
  influx: { readonly url: string; readonly token?: string },
  database: string,
  query: string,
): Promise<readonly Series[]> {
  const url = `${influx.url}/query?${new URLSearchParams({ db: database, epoch: "ms", q: query }).toString()}`;
  const response = await fetch(url, { headers: { authorization: `Token ${influx.token ?? ""}` } });
  const answer = (await response.json()) as Answer;
  const said = answer.error ?? answer.results?.find(({ error }) => error !== undefined)?.error;
  if (said !== undefined || !response.ok) throw new Error(`${said ?? response.status}: ${query}`);
  return (answer.results ?? []).flatMap(({ series }) => series ?? []);
}
