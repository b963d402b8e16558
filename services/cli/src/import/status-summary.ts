import { printable } from "@tocsin/adapters/config";
import { distrustedSpans } from "./distrust.ts";
import { durationText } from "./duration.ts";
import type { HoldSettings } from "./held-probes.ts";
import type { SeriesHistory } from "./histories.ts";
import { countOf, rejectedLines } from "./rejected-words.ts";
import type { Rejected } from "./rejects-out.ts";
import { innerSlash } from "./valid-name.ts";

/** What an import did, for the words on standard error. */
export interface ImportFacts extends HoldSettings {
  readonly rows: number;
  readonly refused: number;
  readonly unknown: number;
  readonly notes: readonly string[];
  readonly codesDropped: number;
  readonly probes: number;
  readonly failedProbes: number;
  readonly from: number;
  readonly to: number;
  readonly series: readonly SeriesHistory[];
  readonly rejects: readonly Rejected[];
}

/** Lists longer than this are cut, with the number of what is left out. */
const longestList = 8;

export function importSummary(facts: ImportFacts): string {
  const { rows, refused, unknown, codesDropped, probes, failedProbes, from, to, series, cadenceMs, holdMs } =
    facts;
  const services = new Set(series.map((history) => history.service)).size;
  const monitors = new Set(series.map((history) => history.monitor)).size;
  const lines = [
    `rows      ${rows}, of ${series.length} series; services: ${services}, monitors: ${monitors}`,
    `probes    ${probes}, ${failedProbes} of them failed; one every ${durationText(cadenceMs)}, ` +
      `derived from states held for up to ${durationText(holdMs)}`,
    `from      ${iso(from)} to ${iso(to)}`,
    ...rejectedLines(facts.rejects, Math.max(0, rows - countOf(facts.rejects))),
    ...(refused > 0
      ? [`refused   ${refused} rows with status 403, 405 or 429: the state is unknown there, not down`]
      : []),
    ...(unknown > 0
      ? [`unknown   ${unknown} rows on which the monitor does not know, such as during maintenance: no probe`]
      : []),
    ...(codesDropped > 0
      ? [
          `dropped   http_code of ${codesDropped} rows, which is no number from 0 to 999: they count without it`,
        ]
      : []),
    ...facts.notes.map((note) => `note      ${printable(note)}`),
    ...distrustLines(series, holdMs),
    ...slashLines(series),
    ...renamedLines(series),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function distrustLines(series: readonly SeriesHistory[], holdMs: number): readonly string[] {
  const spans = [...distrustedSpans(series, holdMs)].flatMap(([monitor, list]) =>
    list.map(({ from, to }) => ({ monitor, from, to })),
  );
  const lines = spans
    .toSorted((a, b) => a.from - b.from)
    .map(
      ({ monitor, from, to }) =>
        `silent    ${printable(monitor)} from ${iso(from)} to ${iso(to)}: it contradicted itself`,
    );
  return shortened(lines);
}

/** Names in which a slash stands for none that separates service from operation. */
function slashLines(series: readonly SeriesHistory[]): readonly string[] {
  const names = new Set(series.flatMap(({ service, source }) => [service, source]));
  const first = [...names].find((name) => name.includes(innerSlash));
  if (first === undefined) return [];
  return [
    `note      a slash inside a name is written ${innerSlash} (U+2215), because / separates service from operation, as in ${first}`,
  ];
}

function renamedLines(series: readonly SeriesHistory[]): readonly string[] {
  const first = new Map<string, SeriesHistory>();
  const lines = series.flatMap((history) => {
    const key = JSON.stringify([history.monitor, history.service]);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, history);
      return [];
    }
    const { monitor, written, service, source } = history;
    return [
      `note      ${printable(monitor)} has both ${printable(before.written)} and ${printable(written)} for ${service}; ` +
        `the second is witness ${source}`,
    ];
  });
  return shortened(lines);
}

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= longestList
    ? lines
    : [...lines.slice(0, longestList), `          and ${lines.length - longestList} more like it`];

const iso = (at: number): string => new Date(at).toISOString();
