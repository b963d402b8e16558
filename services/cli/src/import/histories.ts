import type { ErrorCode } from "@tocsin/contracts";
import { durationText } from "./duration.ts";
import { type FileRows, fileRows, type RowPlace } from "./file-rows.ts";
import type { NameRow } from "./row-names.ts";
import type { StatusRow } from "./status-row.ts";
import { mergeTimelines, type Timeline } from "./timeline.ts";
import { untakenName } from "./valid-name.ts";

/** All that one monitor wrote of one service. */
export interface SeriesHistory extends Timeline {
  readonly monitor: string;
  /** The service's name as the monitor writes it. */
  readonly written: string;
  readonly service: string;
  readonly source: string;
}

/** What is refused, and where it stood. */
export interface Refusal extends RowPlace {
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface Histories {
  /** Rows of one series must be in order within a file; between files they may overlap. */
  readonly startFile: () => void;
  /** What is refused because of this row: nothing, the row, or an earlier row that it proved wrong. */
  readonly add: (row: StatusRow, place: RowPlace) => readonly Refusal[];
  /** Every series seen, in order of service and source; no two have both the same. */
  readonly finish: () => readonly SeriesHistory[];
}

interface Growing {
  readonly monitor: string;
  readonly written: string;
  readonly service: string;
  readonly source: string;
  timeline: Timeline;
  inFile: FileRows;
}

/**
 * Collects the rows of every series. Memory grows with the rows (about 16 bytes each), not with the probes
 * that follow from them, because a file may hold one series after the other.
 */
export function histories(nameRow: NameRow, holdMs: number): Histories {
  const all = new Map<string, Growing>();
  const closeFile = (): void => {
    for (const series of all.values()) {
      series.timeline = mergeTimelines(series.timeline, series.inFile.timeline);
      series.inFile = fileRows(holdMs);
    }
  };
  const add = (row: StatusRow, place: RowPlace): readonly Refusal[] => {
    const names = nameRow(row.monitor, row.service);
    if (names.kind === "ignored") return [];
    if (names.kind === "unmapped") return [refusal(place, "row-unmapped", "no rule of the mapping matches")];
    if (names.kind === "unnameable") {
      return [
        refusal(
          place,
          "row-value",
          "no valid name can be made of monitor and service; name them in a mapping",
        ),
      ];
    }
    const key = JSON.stringify([row.monitor, row.service]);
    const series = all.get(key) ?? growing(row, names, holdMs);
    all.set(key, series);
    return takeInto(series, row, { place, holdMs });
  };
  const finish = (): readonly SeriesHistory[] => {
    closeFile();
    return apart([...all.values()].filter((series) => series.timeline.at.length > 0));
  };
  return { startFile: closeFile, add, finish };
}

function growing(row: StatusRow, names: { service: string; source: string }, holdMs: number): Growing {
  const { service, source } = names;
  const timeline = { at: [], states: [] };
  return { monitor: row.monitor, written: row.service, service, source, timeline, inFile: fileRows(holdMs) };
}

function takeInto(
  series: Growing,
  row: StatusRow,
  { place, holdMs }: { readonly place: RowPlace; readonly holdMs: number },
): readonly Refusal[] {
  const taken = series.inFile.take(row, place);
  if (taken.kind === "disorder") {
    return [refusal(place, "row-disorder", `older than a row before it of ${row.monitor}, ${row.service}`)];
  }
  const refused: Refusal[] = [];
  if (taken.instead !== null) {
    const reason = `more than ${durationText(holdMs)} ahead of the row after it of ${row.monitor}, ${row.service}`;
    refused.push(refusal(taken.instead, "row-disorder", reason));
  }
  if (row.state === "contradicted") {
    refused.push(refusal(place, "probe-contradiction", "up is 0 but http_code says success"));
  }
  return refused;
}

const refusal = (place: RowPlace, code: ErrorCode, reason: string): Refusal => ({ ...place, code, reason });

/** Gives a second series of the same service and source a source of its own, so that no two readings clash. */
function apart(found: readonly Growing[]): readonly SeriesHistory[] {
  const sources = new Map<string, Set<string>>();
  const named = found.toSorted(byName).map((series) => {
    const taken = sources.get(series.service) ?? new Set();
    sources.set(series.service, taken);
    const source = untakenName(series.source, taken);
    taken.add(source);
    const { monitor, written, service, timeline } = series;
    return { monitor, written, service, source, at: timeline.at, states: timeline.states };
  });
  return named.toSorted(byName);
}

type Named = Pick<SeriesHistory, "service" | "source" | "monitor" | "written">;

const nameColumns = ["service", "source", "monitor", "written"] as const;

/** By UTF-16 code unit, the same in every language. */
function byName(a: Named, b: Named): number {
  const column = nameColumns.find((name) => a[name] !== b[name]);
  if (column === undefined) return 0;
  return a[column] < b[column] ? -1 : 1;
}
