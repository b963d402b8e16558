import { type Series } from "../../support/servers/influx/ask-influxql.ts";
import type { Aggregation, Transformation } from "./dashboard-queries.ts";

export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** An answer as Grafana's one table of it: tags are columns beside the values, and the time is called `Time`. */
export function asOneTable(answer: readonly Series[]): Series {
  const [first] = answer;
  const tags = Object.keys(first?.tags ?? {});
  const columns = (first?.columns ?? []).map((name) => (name === "time" ? "Time" : name));
  const values = answer.flatMap((series) =>
    series.values.map((row) => [...row, ...tags.map((tag) => series.tags?.[tag] ?? "")]),
  );
  return { name: first?.name ?? "", columns: [...columns, ...tags], values };
}

/**
 * What Grafana's transformations make of a table, as far as the dashboards use them: group by one field with an aggregate
 * of others, keep the rows whose field equals a value or is null, add a number to a field, leave out and rename fields.
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
          kept.filter(
            (row) => valueIn(row, fieldName) === (config.id === "isNull" ? null : config.options.value),
          ),
        rows,
      );
    case "calculateField": {
      const { alias, binary } = transformation.options;
      const { left, right } = binary;
      return rows.map((row) => ({
        ...row,
        [alias]: Number(valueIn(row, left.matcher.options)) + Number(right.fixed),
      }));
    }
    case "organize":
      return rows.map((row) => organized(row, transformation.options));
  }
}

function grouped(
  rows: readonly Row[],
  fields: Readonly<
    Record<string, { readonly operation: string; readonly aggregations: readonly Aggregation[] }>
  >,
): readonly Row[] {
  const named = (wanted: string): readonly string[] =>
    Object.keys(fields).filter((name) => fields[name]!.operation === wanted);
  const [key] = named("groupby");
  if (key === undefined) throw new Error("nothing to group by");
  const groups = Map.groupBy(rows, (row) => valueIn(row, key));
  return [...groups].map(([value, group]) => ({
    [key]: value,
    ...Object.fromEntries(
      named("aggregate").flatMap((name) =>
        fields[name]!.aggregations.map((how) => [
          `${name} (${how})`,
          aggregate[how](group.map((row) => valueIn(row, name))),
        ]),
      ),
    ),
  }));
}

type Value = Row[string];
const numbersIn = (values: readonly Value[]): readonly number[] =>
  values.filter((value) => typeof value === "number");

/** Of the values of a group; those that compare leave nulls out, and are null where there is nothing else. */
const aggregate: Readonly<Record<Aggregation, (values: readonly Value[]) => Value>> = {
  last: (values) => values.at(-1) ?? null,
  min: (values) => (numbersIn(values).length === 0 ? null : Math.min(...numbersIn(values))),
  max: (values) => (numbersIn(values).length === 0 ? null : Math.max(...numbersIn(values))),
};

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
