import type { StreamName } from "@tocsin/contracts";
import { validName } from "../valid-name.ts";
import type { Cells, Columns } from "./columns.ts";
import type { Names } from "./reading.ts";

export type RowNames =
  /** `key`: the names as a text; `series`: likewise, with the stream. */
  | {
      readonly kind: "names";
      readonly names: Names;
      readonly key: string;
      readonly series: Readonly<Record<StreamName, string>>;
    }
  | { readonly kind: "fault"; readonly reason: string };

/** The names of a row's part; `cell` gives a column's text without spaces around it. */
export type NameRow = (part: Cells, cell: (index: number) => string) => RowNames;

/** As many as any table has series; more are made anew each time. */
const mostKept = 100_000;

/** Makes names valid, each once. An empty cell of a name that may be missing is none. */
export function rowNames({ operation, region, source, category }: Columns): NameRow {
  const optional = Object.entries({ operation, region, source, category }).flatMap(([field, column]) =>
    column === null ? [] : [{ field, column }],
  );
  const known = new Map<string, RowNames>();
  return ({ service }, cell) => {
    const written = "name" in service ? service.name : cell(service.column);
    let raw = written;
    // No cell has a line break in it.
    for (let index = 0; index < optional.length; index += 1) raw += `\n${cell(optional[index]!.column)}`;
    const before = known.get(raw);
    if (before !== undefined) return before;
    const names = optional.map(({ field, column }): [string, string | null] => [
      field,
      validName(cell(column)),
    ]);
    const found = namesOf(written, Object.fromEntries(names.filter(([, name]) => name !== null)));
    if (known.size < mostKept) known.set(raw, found);
    return found;
  };
}

function namesOf(written: string, others: Readonly<Record<string, string | null>>): RowNames {
  const service = validName(written);
  if (service !== null) {
    const names = { service, ...others };
    const key = JSON.stringify(names);
    const series = {
      "error-rate": `${key} error-rate`,
      "delivery-latency": `${key} delivery-latency`,
      "report-volume": `${key} report-volume`,
    };
    return { kind: "names", names, key, series };
  }
  const reason = written === "" ? "the service is empty" : `no service can be named ${written}`;
  return { kind: "fault", reason };
}
