import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DataTransformerConfig, DynamicConfigValue } from "@grafana/grafana-foundation-sdk/dashboard";
import { chosen, tableQuery } from "../board/influxql.ts";

/** What was heard in the 30 days before the end of the chosen time. */
export const untilTheEnd = `${chosen.environment} AND time <= \${__to}ms AND time >= \${__to}ms - 30d`;

/** Every snapshot of every incident, oldest first. */
export function snapshots(columns: readonly string[], where: string): Builder<Dataquery> {
  const selected = ["incident", "revision", ...columns].map((column) => `"${column}"`).join(", ");
  return tableQuery("A", `SELECT ${selected}\nFROM "incident"\nWHERE ${where}\nORDER BY time ASC`);
}

/** What stands in a cell of which nothing is known; what the panel says when it is empty does not belong there. */
export const emptyCells: DynamicConfigValue = { id: "noValue", value: "–" };

/** A time as people write it, in a column that is wide enough for it. */
export const moment: readonly DynamicConfigValue[] = [
  { id: "unit", value: "dateTimeAsIso" },
  { id: "custom.width", value: 170 },
];

/** A column of this width in pixels, so that those that matter stand beside each other on a usual screen. */
export const wide = (value: number): DynamicConfigValue => ({ id: "custom.width", value });

/** A sentence, which breaks into lines where the column is too narrow for it. */
export const sentence = (leastPx: number): readonly DynamicConfigValue[] => [
  { id: "custom.minWidth", value: leastPx },
  { id: "custom.wrapText", value: true },
];

const lastOf = (column: string): string => `${column} (last)`;

/**
 * The last snapshot of each incident, under its headings. An incident's id is a field, so the newest snapshot of each
 * is picked by Grafana, not by the query.
 */
export function newestSnapshots(
  headings: ReadonlyMap<string, string>,
  { only }: { readonly only?: string } = {},
): readonly DataTransformerConfig[] {
  const columns = [...new Set([...(only === undefined ? [] : ["status"]), ...headings.keys()])];
  const isIdShown = headings.has("incident");
  const aggregated = columns.filter((column) => column !== "incident");
  const nameOf = (column: string): string => (column === "incident" ? column : lastOf(column));
  const hidden = [
    ...(isIdShown ? [] : ["incident"]),
    ...aggregated.filter((column) => !headings.has(column)).map(lastOf),
  ];
  return [
    {
      id: "groupBy",
      options: {
        fields: {
          incident: { aggregations: [], operation: "groupby" },
          ...Object.fromEntries(
            aggregated.map((column) => [column, { aggregations: ["last"], operation: "aggregate" }]),
          ),
        },
      },
    },
    ...(only === undefined ? [] : [onlyWithStatus(only)]),
    {
      id: "organize",
      options: {
        excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
        indexByName: Object.fromEntries([...headings.keys()].map((column, at) => [nameOf(column), at])),
        renameByName: Object.fromEntries([...headings].map(([column, heading]) => [nameOf(column), heading])),
      },
    },
  ];
}

function onlyWithStatus(value: string): DataTransformerConfig {
  return {
    id: "filterByValue",
    options: {
      type: "include",
      match: "all",
      filters: [{ fieldName: lastOf("status"), config: { id: "equal", options: { value } } }],
    },
  };
}
