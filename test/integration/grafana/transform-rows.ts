import { type Series } from "../../support/servers/influx/ask-influxql.ts";
import { type Transformation } from "./dashboard-queries.ts";

export type Row = Readonly<Record<string, string | number | boolean | null>>;

/**
 * What Grafana's transformations make of a table, as far as the dashboards use them: group by one field with the last
 * value of others, keep the rows whose field equals a value, leave out and rename fields.
 * @throws Error where a transformation names a field that is not there: Grafana would show an empty panel.
 */
export function transformed(table: Series, transformations: readonly Transformation[]): readonly Row[] {
  const rows = table.values.map((values) =>
    Object.fromEntries(values.map((value, at) => [table.columns[at]!, value])),
  );
  return transformations.reduce<readonly Row[]>(applied, rows);
}

function applied(rows: readonly Row[], transformation: Transformation): readonly Row[] {
  switch (transformation.id) {
    case "groupBy":
      return grouped(rows, transformation.options.fields);
    case "filterByValue":
      return transformation.options.filters.reduce(
        (kept, { fieldName, config }) =>
          kept.filter((row) => valueIn(row, fieldName) === config.options.value),
        rows,
      );
    case "organize":
      return rows.map((row) => organized(row, transformation.options));
  }
}

function grouped(
  rows: readonly Row[],
  fields: Readonly<Record<string, { readonly operation: string }>>,
): readonly Row[] {
  const named = (wanted: string): readonly string[] =>
    Object.keys(fields).filter((name) => fields[name]!.operation === wanted);
  const [key] = named("groupby");
  if (key === undefined) throw new Error("nothing to group by");
  const newest = new Map(rows.map((row) => [valueIn(row, key), row]));
  return [...newest.values()].map((row) => ({
    [key]: valueIn(row, key),
    ...Object.fromEntries(named("aggregate").map((name) => [`${name} (last)`, valueIn(row, name)])),
  }));
}

function organized(
  row: Row,
  options: {
    readonly excludeByName: Readonly<Record<string, boolean>>;
    readonly renameByName: Readonly<Record<string, string>>;
  },
): Row {
  const excluded = Object.keys(options.excludeByName);
  for (const name of [...excluded, ...Object.keys(options.renameByName)]) valueIn(row, name);
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !excluded.includes(name))
      .map(([name, value]) => [options.renameByName[name] ?? name, value]),
  );
}

function valueIn(row: Row, name: string): string | number | boolean | null {
  const value = row[name];
  if (value === undefined) throw new Error(`there is no field ${name}`);
  return value;
}
