import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The parts of a dashboard's JSON that ask the database or work on what it answers. */
export interface Board {
  readonly time: { readonly from: string; readonly to: string };
  readonly panels: readonly BoardPanel[];
  readonly templating: { readonly list: readonly BoardVariable[] };
  readonly annotations: { readonly list: readonly BoardAnnotation[] };
}
interface BoardVariable {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly regex?: string;
}
export interface BoardPanel {
  readonly title: string;
  readonly type: string;
  readonly datasource: { readonly type: string };
  readonly targets: readonly BoardTarget[];
  readonly transformations?: readonly object[];
  readonly fieldConfig?: {
    readonly defaults: object;
    readonly overrides: readonly {
      readonly matcher: { readonly options: string };
      readonly properties: readonly object[];
    }[];
  };
}
export interface BoardTarget {
  readonly refId: string;
  readonly query: string;
  readonly resultFormat: "time_series" | "table";
  readonly alias?: string;
}
interface BoardAnnotation {
  readonly name: string;
  readonly target: BoardTarget;
  readonly mappings: Readonly<Record<string, { readonly value: string }>>;
}

const dashboards = join(import.meta.dirname, "../../../infra/grafana/dashboards");

/** The checked-in dashboard, not what the generator would write now. */
export function readBoard(file: string): Board {
  return JSON.parse(readFileSync(join(dashboards, file), "utf8")) as Board;
}

export interface BoardQuery {
  /** Where it stands in the dashboard, in words. */
  readonly place: string;
  readonly query: string;
}

/** The panels that ask InfluxDB. */
export const panelsOf = ({ panels }: Board): readonly BoardPanel[] =>
  panels.filter(({ datasource }) => datasource.type === "influxdb");

/** Every query of every variable, annotation and panel to InfluxDB, in the order in which Grafana needs them. */
export function queriesOf(board: Board): readonly BoardQuery[] {
  return [
    ...board.templating.list
      .filter(({ type }) => type === "query")
      .map(({ name, query }) => ({ place: `variable ${name}`, query })),
    ...board.annotations.list.map(({ name, target }) => ({
      place: `annotation ${name}`,
      query: target.query,
    })),
    ...panelsOf(board).flatMap(({ title, targets }) =>
      targets.map(({ refId, query }) => ({ place: `panel ${title}, query ${refId}`, query })),
    ),
  ];
}

/** What a reader of the dashboard has chosen. */
export interface Choice {
  readonly from: number;
  readonly to: number;
  /** Grafana's `$__interval`: the distance of two points on the screen, and no less than the panel's least. */
  readonly interval: string;
  readonly variables: Readonly<Record<string, string>>;
}

const escaped = (value: string): string => value.replaceAll(/[\\^$*+?.()|[\]{}/]/g, "\\$&");

/**
 * The query as Grafana sends it: its browser side replaces variables, its server side the macros. A variable that
 * stands for all is the pattern of the dashboard, which is not escaped.
 */
export function asGrafanaSends(query: string, { from, to, interval, variables }: Choice): string {
  const filled = query
    .replaceAll(/\$\{(\w+):regex\}/g, (whole, name: string) => {
      const value = variables[name];
      if (value === undefined) return whole;
      return value === "$__all" ? ".*" : escaped(value);
    })
    .replaceAll("${__to}", String(to))
    .replaceAll("$timeFilter", `time >= ${from}ms and time <= ${to}ms`)
    .replaceAll("$__interval", interval);
  const left = /\$(?!\/)\{?\w*/.exec(filled);
  if (left !== null) throw new Error(`nothing stands for ${left[0]} in ${query}`);
  return filled;
}
