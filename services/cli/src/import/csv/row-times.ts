import { type CellTime, cellTime, type DateOrder, type EpochUnit } from "./times.ts";
import type { Zone } from "./zone.ts";

export type RowTime =
  | { readonly kind: "at"; readonly at: number }
  | { readonly kind: "fault"; readonly reason: string };

/** What is told of the times of a file. */
export interface TimeFacts {
  /** Units that were found, when times are numbers. */
  readonly units: ReadonlySet<EpochUnit>;
  /** Rows in hours that came twice, told apart by their order. */
  readonly twice: number;
}

export interface RowTimes {
  /** `series` tells apart what may have a row at the same time. */
  readonly read: (text: string, series: string) => RowTime;
  readonly facts: () => TimeFacts;
}

interface Past {
  readonly first: number;
  /** By its first two times; null until they differ. */
  newestFirst: boolean | null;
  /** How often each time that may be two moments was met. */
  readonly met: Map<number, number>;
}

/**
 * Reads the times of one file's rows. A time without an offset is one of the zone. Where the clocks there were put back
 * an hour came twice: of two rows of a series with the same time the first is the earlier, or the later where the newest
 * stand first; of one row alone it is the earlier.
 */
export function rowTimes(zone: Zone | null, order: DateOrder): RowTimes {
  const units = new Set<EpochUnit>();
  const series = new Map<string, Past>();
  let twice = 0;
  // Rows of one time stand together more often than not.
  let last: { readonly text: string; readonly read: CellTime } | null = null;
  const inZone = (at: number, text: string, name: string): RowTime => {
    if (zone === null)
      return { kind: "fault", reason: `${text} has no offset: say with --zone where its clock stands` };
    const moments = zone.momentsOf(at);
    const past: Past = series.get(name) ?? { first: at, newestFirst: null, met: new Map() };
    series.set(name, past);
    if (at !== past.first) past.newestFirst ??= at < past.first;
    if (moments.length === 0)
      return { kind: "fault", reason: `${text} never was: the clocks were put forward past it` };
    if (moments.length === 1) return { kind: "at", at: moments[0] as number };
    twice += 1;
    const before = past.met.get(at) ?? 0;
    past.met.set(at, before + 1);
    const inOrder = past.newestFirst === true ? moments.toReversed() : moments;
    return { kind: "at", at: inOrder[Math.min(before, 1)] as number };
  };
  return {
    read: (text, name) => {
      if (last?.text !== text) last = { text, read: cellTime(text, order) };
      const { read } = last;
      if (read.kind === "fault") return read;
      if (read.kind === "local") return inZone(read.at, text, name);
      if (read.unit !== null) units.add(read.unit);
      return { kind: "at", at: read.at };
    },
    facts: () => ({ units, twice }),
  };
}
