import { grouped, momentOf } from "@tocsin/report/words";
import type { CliOutput } from "../io.ts";

/** How far a replay has come. `share` is 0 to 1, or null where the length is not known (standard input). */
export interface Position {
  readonly share: number | null;
  readonly events: number;
  readonly eventTimeMs: number | null;
}

export interface Progress {
  /** May be called for every event: writes at most five times a second. */
  readonly at: (position: () => Position) => void;
  /** Takes the line away again. */
  readonly clear: () => void;
}

const silent: Progress = { at: () => undefined, clear: () => undefined };

const shortestGapMs = 200;

/** A line on a terminal that is written over and over; nothing at all where it is not a terminal. */
export function progress(output: CliOutput, nowMs: () => number, wanted: boolean): Progress {
  if (!wanted || output.isTTY !== true) return silent;
  const startedMs = nowMs();
  let shownMs = startedMs;
  return {
    at: (position) => {
      const now = nowMs();
      if (now - shownMs < shortestGapMs) return;
      shownMs = now;
      output.write(`\r${line(position(), now - startedMs).slice(0, (output.columns ?? 80) - 1)}\u001b[K`);
    },
    clear: () => {
      output.write("\r\u001b[K");
    },
  };
}

/** `43 %  412,000 events/s  2021-10-04 15:41 UTC` */
export function line({ share, events, eventTimeMs }: Position, elapsedMs: number): string {
  const parts = [
    ...(share === null ? [] : [`${Math.floor(share * 100)} %`]),
    `${grouped(Math.round((events / Math.max(1, elapsedMs)) * 1000))} events/s`,
    ...(eventTimeMs === null ? [] : [`${momentOf(eventTimeMs)} UTC`]),
  ];
  return parts.join("  ");
}
