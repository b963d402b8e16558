import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The parts of a dashboard's JSON that ask the database or work on what it answers. */
export interface Room {
  readonly time: { readonly from: string; readonly to: string };
  readonly panels: readonly RoomPanel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
  readonly annotations: { readonly list: readonly RoomAnnotation[] };
}
interface RoomPanel {
  readonly title: string;
  readonly targets: readonly RoomTarget[];
  readonly transformations?: readonly Transformation[];
}
interface RoomTarget {
  readonly refId: string;
  readonly query: string;
}
interface RoomAnnotation {
  readonly name: string;
  readonly target: RoomTarget;
  readonly mappings: Readonly<Record<string, { readonly value: string }>>;
}
export type Aggregation = "last" | "min" | "max";
export type Transformation =
  | {
      readonly id: "groupBy";
      readonly options: {
        readonly fields: Readonly<
          Record<
            string,
            { readonly operation: "groupby" | "aggregate"; readonly aggregations: readonly Aggregation[] }
          >
        >;
      };
    }
  | {
      readonly id: "filterByValue";
      readonly options: {
        readonly filters: readonly {
          readonly fieldName: string;
          readonly config:
            | { readonly id: "equal"; readonly options: { readonly value: string } }
            | { readonly id: "isNull" };
        }[];
      };
    }
  | {
      readonly id: "calculateField";
      readonly options: {
        readonly alias: string;
        readonly binary: {
          readonly left: { readonly matcher: { readonly options: string } };
          readonly operator: "+";
          readonly right: { readonly fixed: string };
        };
      };
    }
  | {
      readonly id: "organize";
      readonly options: {
        readonly excludeByName: Readonly<Record<string, boolean>>;
        readonly renameByName: Readonly<Record<string, string>>;
      };
    };

const dashboards = join(import.meta.dirname, "../../../infra/grafana/dashboards");

/** The checked-in dashboard, not what the generator would write now. */
export function readRoom(file: string): Room {
  return JSON.parse(readFileSync(join(dashboards, file), "utf8")) as Room;
}

export interface RoomQuery {
  /** Where it stands in the dashboard, in words. */
  readonly place: string;
  readonly query: string;
}

/** Every query of every variable, annotation and panel, in the order in which Grafana needs them. */
export function queriesOf(room: Room): readonly RoomQuery[] {
  return [
    ...room.templating.list.map(({ name, query }) => ({ place: `variable ${name}`, query })),
    ...room.annotations.list.map(({ name, target }) => ({
      place: `annotation ${name}`,
      query: target.query,
    })),
    ...room.panels.flatMap(({ title, targets }) =>
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
