import type { StreamName } from "@tocsin/contracts";
import { type CellNumber, cellNumber, cellState, type Decimals, isNothing } from "./cells.ts";
import { latencies, type Measure, optionalFields } from "./measures.ts";
import type { StreamColumns } from "./columns.ts";
import type { Values } from "./reading.ts";

export interface ValueSettings {
  readonly decimals: Decimals;
  /** Counts are of a second, so that fractions are nothing odd. */
  readonly perSecond: boolean;
  /** Milliseconds of a latency that has no unit of its own. */
  readonly latencyUnitMs: number;
}

export type StreamValues =
  | { readonly kind: "values"; readonly stream: StreamName; readonly values: Values }
  /** No cell of the stream holds anything. */
  | { readonly kind: "none" }
  | { readonly kind: "fault"; readonly reason: string };

/** The values of each stream of which the row has a column. `cell` gives a column's text without spaces around it. */
export function rowValues(
  streams: readonly StreamColumns[],
  cell: (index: number) => string,
  settings: ValueSettings,
): readonly StreamValues[] {
  const found: StreamValues[] = [];
  for (let index = 0; index < streams.length; index += 1)
    found.push(streamValues(streams[index]!, cell, settings));
  return found;
}

/** One call a row and stream: nothing is made for a column but its number. */
function streamValues(
  { stream, columns }: StreamColumns,
  cell: (index: number) => string,
  settings: ValueSettings,
): StreamValues {
  let place = 0;
  while (place < columns.length && isNothing(cell(columns[place]![1]))) place += 1;
  if (place === columns.length) return { kind: "none" };
  const up = columns.find(isProbe);
  return up === undefined ? counts({ stream, columns }, cell, settings) : probe(cell(up[1]), settings);
}

const isProbe = ([measure]: StreamColumns["columns"][number]): boolean => measure === "up";

function probe(text: string, { decimals }: ValueSettings): StreamValues {
  const state = cellState(text, decimals);
  if (state === "none") return { kind: "none" };
  if (state === "unknown") return fault(`up: ${text} says neither up nor down`);
  return { kind: "values", stream: "error-rate", values: { requests: 1, errors: state === "up" ? 0 : 1 } };
}

const fault = (reason: string): StreamValues => ({ kind: "fault", reason });

function counts(
  { stream, columns }: StreamColumns,
  cell: (index: number) => string,
  settings: ValueSettings,
): StreamValues {
  const values: Record<string, number> = {};
  for (let place = 0; place < columns.length; place += 1) {
    const [measure, index] = columns[place]!;
    const text = cell(index);
    const read = latencies.has(measure) ? latency(text, settings) : cellNumber(text, settings.decimals);
    const field = optionalFields[measure];
    if (read.kind === "fault") return fault(`${measure}: ${read.reason}`);
    if (read.kind === "none" && field === undefined)
      return fault(`${measure}: ${text === "" ? "nothing stands there" : text}`);
    if (read.kind === "none") continue;
    if (read.value < 0) return fault(`${measure}: ${text} is below zero`);
    const wrong = measure === "error-ratio" ? notShare(text, read) : notCount(measure, text, read);
    if (wrong !== null) return fault(wrong);
    values[field ?? measure] = read.unit === "%" ? read.value / 100 : read.value;
  }
  return withErrors(stream, values, settings);
}

function notShare(text: string, { value, unit }: Extract<CellNumber, { kind: "number" }>): string | null {
  const most = unit === "%" ? 100 : 1;
  if ((unit === "" || unit === "%") && value <= most) return null;
  return `error-ratio: ${text} is no share: write 0 to 1, or a percentage with its sign`;
}

function notCount(
  measure: Measure,
  text: string,
  { unit }: Extract<CellNumber, { kind: "number" }>,
): string | null {
  if (unit === "" || latencies.has(measure)) return null;
  if (unit === "%") return `${measure}: ${text} is a share and not a count; ${shareHelp}`;
  return `${measure}: ${text} is not a count`;
}

const shareHelp = "name the column with --error-ratio, and with --requests that of all requests";

/** Errors from their share; refuses errors that look like a share themselves, and more errors than requests. */
function withErrors(
  stream: StreamName,
  values: Record<string, number>,
  { perSecond }: ValueSettings,
): StreamValues {
  const { requests, errors, "error-ratio": share } = values;
  if (requests === undefined) return { kind: "values", stream, values };
  const counted = errors ?? (share ?? 0) * requests;
  if (errors !== undefined && !perSecond && errors > 0 && errors < 1 && Number.isInteger(requests))
    return fault(`errors: ${errors} of ${requests} requests looks like a share; ${shareHelp}`);
  if (counted > requests) return fault(`errors: ${counted} of ${requests} requests`);
  return { kind: "values", stream, values: { requests, errors: counted } };
}

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  msec: 1,
  s: 1000,
  sec: 1000,
  min: 60_000,
};

/** Milliseconds, by the unit in the cell or else by that of the column. */
function latency(text: string, { decimals, latencyUnitMs }: ValueSettings): CellNumber {
  const read = cellNumber(text, decimals);
  if (read.kind !== "number") return read;
  const unitMs = read.unit === "" ? latencyUnitMs : unitsMs[read.unit];
  if (unitMs === undefined) return { kind: "fault", reason: `${text} is in no unit of time` };
  return { kind: "number", value: read.value * unitMs, unit: "" };
}
