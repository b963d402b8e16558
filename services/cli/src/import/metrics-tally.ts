import { printable } from "@tocsin/adapters/config";
import type { ErrorCode, StreamName } from "@tocsin/contracts";
import { presets, type Refused, type TimedReading } from "@tocsin/formats";

/** What an import of metrics read and wrote, for the words on standard error. */
export interface MetricsTally {
  readonly took: (used: number) => void;
  readonly refused: (refused: readonly Refused[]) => void;
  readonly wrote: (reading: TimedReading) => void;
  readonly readings: () => number;
  readonly summary: (leftOut: ReadonlyMap<string, number>) => string;
  /** Why there are no readings. */
  readonly whyNone: (leftOut: ReadonlyMap<string, number>) => string;
}

/** Lists longer than this are cut, with the number of what is left out. */
const longestList = 8;

export function metricsTally(): MetricsTally {
  const codes = new Map<ErrorCode, { count: number; reason: string }>();
  const services = new Map<StreamName, { names: Set<string>; readings: number }>();
  const span = { from: Infinity, to: -Infinity };
  let [samples, readings] = [0, 0];
  const refusedLines = (): readonly string[] =>
    [...codes]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { count, reason }]) => `refused   ${count} ${code}, such as ${printable(reason)}`);
  return {
    took: (used) => {
      samples += used;
    },
    refused: (refused) => {
      for (const { code, count, reason } of refused) {
        const before = codes.get(code);
        codes.set(code, { count: (before?.count ?? 0) + count, reason: before?.reason ?? reason });
      }
    },
    wrote: ({ stream, arrivalMs, value }) => {
      readings += 1;
      const of = services.get(stream) ?? { names: new Set(), readings: 0 };
      services.set(stream, of);
      of.names.add(value.service);
      of.readings += 1;
      span.from = Math.min(span.from, arrivalMs);
      span.to = Math.max(span.to, arrivalMs);
    },
    readings: () => readings,
    summary: (leftOut) => {
      const lines = [
        `samples   ${samples} used`,
        ...[...services].toSorted(byName).map(([stream, of]) => streamLine(stream, of)),
        `from      ${new Date(span.from).toISOString()} to ${new Date(span.to).toISOString()}`,
        ...refusedLines(),
        ...leftOutLines(leftOut),
      ];
      return lines.map((line) => `${line}\n`).join("");
    },
    whyNone: (leftOut) =>
      [...refusedLines(), ...leftOutLines(leftOut), ...hints({ samples, leftOut, codes })].join("\n"),
  };
}

/** What to do about it. */
function hints({
  samples,
  leftOut,
  codes,
}: {
  readonly samples: number;
  readonly leftOut: ReadonlyMap<string, number>;
  readonly codes: ReadonlyMap<ErrorCode, unknown>;
}): readonly string[] {
  if (codes.has("sample-incomplete"))
    return [
      "Name the files with the missing part in the same command: requests and errors become one reading.",
    ];
  if (samples > 0)
    return [`${samples} samples fit a rule, but a counter needs two of each series before it says anything.`];
  if (leftOut.has(""))
    return [
      'The result of a query has no name. Give it one that the preset promql knows, such as label_replace(…, "__name__", "tocsin_requests", "", ""), or write a mapping; docs/connecting.md has the queries.',
    ];
  if (leftOut.size === 0)
    return [
      codes.size === 0 ? "There is no sample in it." : "Every sample in it was refused: see above why.",
    ];
  return [
    `No sample fits a rule. Write a mapping for what was left out, or name a preset: ${[...presets.keys()].join(", ")}.`,
  ];
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

function streamLine(
  stream: StreamName,
  { names, readings }: { readonly names: ReadonlySet<string>; readonly readings: number },
): string {
  const listed = [...names].toSorted().slice(0, longestList).map(printable);
  const more = names.size > longestList ? `, and ${names.size - longestList} more` : "";
  return `readings  ${readings} of ${stream}; services: ${listed.join(", ")}${more}`;
}

function leftOutLines(leftOut: ReadonlyMap<string, number>): readonly string[] {
  if (leftOut.size === 0) return [];
  const most = [...leftOut].toSorted(([, a], [, b]) => b - a).slice(0, longestList);
  const named = most.map(([metric, count]) => `${metric === "" ? "(no name)" : printable(metric)} ${count}`);
  const more = leftOut.size > longestList ? `, and ${leftOut.size - longestList} more` : "";
  return [
    `left out  ${leftOut.size} ${leftOut.size === 1 ? "metric" : "metrics"} that no rule names: ${named.join(", ")}${more}`,
  ];
}
