import { columnsWords } from "../columns-words.ts";
import type { StreamName } from "@tocsin/contracts";
import { inputFault, usageFault } from "../../exit-codes.ts";
import { didYouMean } from "../../arguments/suggestion.ts";
import { validName } from "../valid-name.ts";
import { type Measure, measureNames, streamOf } from "./measures.ts";
import type { CsvRequest } from "./request.ts";

/** Where a name stands: in a column, or in all rows alike. */
export type NameAt = { readonly column: number } | { readonly name: string };

/** One service of a row, and where what is measured of it stands. */
export interface Cells {
  readonly service: NameAt;
  /** By stream, each measure with its column. */
  readonly streams: readonly StreamColumns[];
}

export interface StreamColumns {
  readonly stream: StreamName;
  readonly columns: readonly (readonly [Measure, number])[];
}

const byStream = (measures: ReadonlyMap<Measure, number>): readonly StreamColumns[] =>
  [...Map.groupBy(measures, ([measure]) => streamOf[measure])].map(([stream, columns]) => ({
    stream,
    columns,
  }));

/** What stands where in the rows of one file. */
export interface Columns {
  readonly count: number;
  readonly time: number;
  readonly operation: number | null;
  readonly region: number | null;
  readonly source: number | null;
  readonly category: number | null;
  /** One for a long table, one a service for a wide one. */
  readonly cells: readonly Cells[];
}

const timeNames = ["ts", "time", "timestamp", "datetime", "date", "timestamp_iso", "@timestamp", "_time"];

/** Finds the columns by their headings; case and spaces around do not matter. Throws `ProcessFault`s for what is not there. */
export function columnsOf(file: string, header: readonly string[], request: CsvRequest): Columns {
  const headings = header.map((cell) => cell.trim());
  const find = (option: string, wanted: string): number =>
    found(headings, wanted, `--${option} ${wanted}`, file);
  const optional = (option: "operation" | "region" | "source" | "category"): number | null =>
    request[option] === null ? null : find(option, request[option]);
  const time =
    request.time === null ? guessed(headings, timeNames, "time", file) : find("time", request.time);
  const named = {
    operation: optional("operation"),
    region: optional("region"),
    source: optional("source"),
    category: optional("category"),
  };
  const taken = new Set([time, ...Object.values(named).filter((index) => index !== null)]);
  const cells =
    request.wide === null
      ? [longCells(headings, request, find, file)]
      : wideCells(headings, request.wide, taken, file);
  return { count: header.length, time, ...named, cells };
}

type Find = (option: string, wanted: string) => number;

function longCells(headings: readonly string[], request: CsvRequest, find: Find, file: string): Cells {
  const measures = new Map(
    [...request.measures].map(([measure, column]) => [measure, find(measure, column)]),
  );
  if (measures.size === 0)
    throw usageFault(
      `say which columns of ${file} are measured: ${measureNames.map((name) => `--${name}`).join(", ")}`,
      columnsWords(headings),
    );
  if (request.as !== null) return { service: { name: nameFor(request.as) }, streams: byStream(measures) };
  const column =
    request.service === null
      ? guessed(headings, ["service", "name", "monitor"], "service", file)
      : find("service", request.service);
  return { service: { column }, streams: byStream(measures) };
}

function nameFor(text: string): string {
  const name = validName(text);
  if (name === null) throw usageFault(`no service can be named ${text}`);
  return name;
}

/** Every other column is a service; of `requests,errors` each service has two, whose headings end in these words. */
function wideCells(
  headings: readonly string[],
  measures: readonly Measure[],
  taken: ReadonlySet<number>,
  file: string,
): readonly Cells[] {
  const services = new Map<string, Map<Measure, number>>();
  for (const [index, heading] of headings.entries()) {
    if (taken.has(index)) continue;
    const ending = measures.length === 1 ? null : measures.find((measure) => endsIn(heading, measure));
    if (ending === undefined) continue;
    const name = validName(ending === null ? heading : heading.slice(0, -ending.length - 1).trim());
    if (name === null) continue;
    const columns = services.get(name) ?? new Map<Measure, number>();
    columns.set(ending ?? (measures[0] as Measure), index);
    services.set(name, columns);
  }
  const whole = [...services].filter(([, columns]) => columns.size === measures.length);
  if (whole.length > 0)
    return whole.map(([name, columns]) => ({ service: { name }, streams: byStream(columns) }));
  throw inputFault(
    `${file} has no column for a service${measures.length === 1 ? "" : `, such as shop ${measures[0]} and shop ${measures[1]}`}`,
    columnsWords(headings),
  );
}

const endsIn = (heading: string, word: string): boolean =>
  heading.length > word.length + 1 &&
  heading.toLowerCase().endsWith(word) &&
  /[\s_.:/-]/.test(heading.at(-word.length - 1) as string);

function found(headings: readonly string[], wanted: string, option: string, file: string): number {
  const index = headings.findIndex((heading) => heading.toLowerCase() === wanted.trim().toLowerCase());
  if (index >= 0) return index;
  const meant = didYouMean(wanted, headings);
  throw usageFault(
    `${option} is no column of ${file}`,
    `${meant === null ? "" : `${meant} `}${columnsWords(headings)}`,
  );
}

function guessed(
  headings: readonly string[],
  names: readonly string[],
  option: string,
  file: string,
): number {
  const fitting = headings.flatMap((heading, index) =>
    names.includes(heading.toLowerCase()) ? [index] : [],
  );
  if (fitting.length === 1) return fitting[0] as number;
  throw usageFault(`say with --${option} which column of ${file} is the ${option}`, columnsWords(headings));
}
