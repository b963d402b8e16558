import type { Frame } from "../../support/grafana/grafana-data.ts";
import type { Cell, Series } from "../../support/servers/influx/ask-influxql.ts";
import type { BoardTarget } from "./dashboard-queries.ts";

/**
 * An answer as Grafana's data source for InfluxQL hands it on: one frame of it all for a table, tags as columns beside
 * the values; for series one frame of two columns each, named by the alias. The time is called `Time`.
 */
export function framesOf(answer: readonly Series[], target: BoardTarget): readonly Frame[] {
  if (answer.length === 0) return [];
  return target.resultFormat === "table"
    ? [tableOf(answer, target.refId)]
    : answer.flatMap((series) => seriesOf(series, target));
}

const nameOf = (column: string): string => (column === "time" ? "Time" : column);

function tableOf(answer: readonly Series[], refId: string): Frame {
  const [first] = answer;
  const tags = Object.keys(first!.tags ?? {});
  const columns = first!.columns.map((column, at) =>
    fieldOf(
      nameOf(column),
      answer.flatMap(({ values }) => values.map((row) => row[at] ?? null)),
    ),
  );
  const byTag = tags.map((tag) =>
    fieldOf(
      tag,
      answer.flatMap((series) => series.values.map(() => series.tags?.[tag] ?? "")),
    ),
  );
  return { refId, fields: [...columns.slice(0, 1), ...byTag, ...columns.slice(1)] };
}

function seriesOf(series: Series, { refId, alias = "$col" }: BoardTarget): readonly Frame[] {
  const times = series.values.map((row) => row[0] ?? null);
  return series.columns.slice(1).map((column, at) => {
    const name = alias
      .replaceAll("$col", column)
      .replaceAll(/\$tag_(\w+)/g, (_, tag: string) => series.tags?.[tag] ?? "");
    return {
      refId,
      fields: [
        fieldOf("Time", times),
        fieldOf(
          name,
          series.values.map((row) => row[at + 1] ?? null),
        ),
      ],
    };
  });
}

function fieldOf(name: string, values: readonly Cell[]): Frame["fields"][number] {
  const some = values.find((value) => value !== null);
  if (name === "Time") return { name, type: "time", values };
  if (typeof some === "number") return { name, type: "number", values };
  return { name, type: typeof some === "boolean" ? "boolean" : "string", values };
}
