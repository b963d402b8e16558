import type { FailedFile, RecordingItem } from "../recording-item.ts";
import { envelopeSlackMs } from "./fact-window.ts";
import { type Places, places } from "./places.ts";

/** Watches the lines of an input that flows by once, whether they come in the order of arrival. */
export interface StreamWatch {
  /** Null while they do. */
  see(items: readonly RecordingItem[]): FailedFile | null;
}

/** So many lines in a row of one partition behind the others are no accident. */
const linesBehind = 3;

/** A leap forward counts when so many lines have stayed there. */
const linesAhead = 32;

interface Behind {
  clockMs: number;
  lines: number;
}

/**
 * A partition that lies behind the others by more than the slack, line after line, was printed after them. The stream's
 * clock leaps only with many lines, so that a few absurd arrivals do not put all others behind.
 */
export function streamWatch(file: string): StreamWatch {
  const numbers: Places = places();
  const behind: Behind[] = [];
  let clockMs = -Infinity;
  let firstMs: number | null = null;
  let ahead = 0;

  /** The first arrival is believed with the second, at the lower of both. */
  function begin(arrivalMs: number): void {
    if (firstMs === null) firstMs = arrivalMs;
    else clockMs = Math.min(firstMs, arrivalMs);
  }

  function moveClock(arrivalMs: number): void {
    if (clockMs === -Infinity) return begin(arrivalMs);
    if (arrivalMs <= clockMs) {
      ahead = 0;
      return;
    }
    ahead = arrivalMs > clockMs + envelopeSlackMs ? ahead + 1 : 0;
    if (ahead > 0 && ahead < linesAhead) return;
    clockMs = arrivalMs;
    ahead = 0;
  }

  function isBehind(place: number, arrivalMs: number): boolean {
    const own = (behind[place] ??= { clockMs: -Infinity, lines: 0 });
    own.clockMs = Math.max(own.clockMs, arrivalMs);
    own.lines = own.clockMs < clockMs - envelopeSlackMs ? own.lines + 1 : 0;
    return own.lines >= linesBehind;
  }

  return {
    see(items) {
      for (const item of items) {
        if (item.kind !== "message") continue;
        moveClock(item.arrivalMs);
        if (isBehind(numbers.of(item), item.arrivalMs)) return disorder(file, item.line);
      }
      return null;
    },
  };
}

const disorder = (file: string, line: number): FailedFile => ({
  kind: "failed",
  code: "file-disorder",
  file,
  reason: `from line ${line} on its partitions follow one another instead of being mixed by time, and what flows by cannot be put in order; add --unordered, or write it to a file and name that`,
});
