import type { InfluxConfiguration } from "@tocsin/contracts";
import { InfluxFault } from "./influx-fault.ts";
import { encodePoint } from "./line-protocol.ts";
import type { Point } from "./point.ts";
import { seriesGuard } from "./series-guard.ts";
import { writeLines } from "./write-lines.ts";

/** A point that is not in the database and never will be. */
export interface SetAsidePoint {
  readonly line: string;
  readonly reason: string;
  /** `database`: it was refused. `series-limit`: it would have been one series too many. */
  readonly cause: "database" | "series-limit";
}

export interface WriteReport {
  readonly written: number;
  /** Older than the retention: the database threw them away at once. */
  readonly expired: number;
  readonly setAside: readonly SetAsidePoint[];
}

export interface InfluxSink {
  /**
   * Resolves only when the database has acknowledged every point that is not in the report's `setAside`. Rejects with
   * an `InfluxFault` when it did not; writing the same points again is then right and changes nothing that was written.
   * One call at a time.
   */
  readonly write: (points: readonly Point[], signal?: AbortSignal) => Promise<WriteReport>;
  /** Distinct series that went through, by measurement. */
  readonly seriesCounts: () => ReadonlyMap<string, number>;
}

export interface InfluxSinkOptions {
  /** Series of one measurement at most; 100,000 unless given. */
  readonly seriesLimit?: number;
}

export function influxSink(configuration: InfluxConfiguration, options: InfluxSinkOptions = {}): InfluxSink {
  const guard = seriesGuard(options.seriesLimit);
  return {
    write: async (points, signal) => {
      const setAside: SetAsidePoint[] = [];
      const lines: string[] = [];
      for (const point of points) {
        const encoded = encodePoint(point);
        if (encoded === null) continue;
        const refusal = guard.admit(point.measurement, encoded.series);
        if (refusal === null) lines.push(encoded.line);
        else setAside.push({ line: encoded.line, reason: refusal, cause: "series-limit" });
      }
      const tally = { written: 0, expired: 0, setAside };
      for (let from = 0; from < lines.length; from += configuration.maxBatchPoints) {
        const batch = lines.slice(from, from + configuration.maxBatchPoints);
        await writeSplitting({ configuration, tally, signal }, batch);
      }
      return tally;
    },
    seriesCounts: guard.counts,
  };
}

interface Writing {
  readonly configuration: InfluxConfiguration;
  readonly tally: { written: number; expired: number; readonly setAside: SetAsidePoint[] };
  readonly signal: AbortSignal | undefined;
}

/**
 * Writes the lines; where the database refuses some, halves them until only the refused ones are left over. Halves are
 * written again whole: that changes nothing.
 */
async function writeSplitting(writing: Writing, lines: readonly string[]): Promise<void> {
  const { tally } = writing;
  const fault = await refusalOf(writing, lines);
  if (fault === null) {
    tally.written += lines.length;
    return;
  }
  const expired = expiredIn(fault);
  if (expired !== null) {
    tally.expired += expired;
    tally.written += lines.length - expired;
    return;
  }
  if (lines.length === 1 || droppedIn(fault) === lines.length) {
    const reason = fault.message;
    for (const line of lines) tally.setAside.push({ line, reason, cause: "database" });
    return;
  }
  const middle = Math.ceil(lines.length / 2);
  await writeSplitting(writing, lines.slice(0, middle));
  await writeSplitting(writing, lines.slice(middle));
}

/** Null when all is written; a fault that is not about the data is thrown on. */
async function refusalOf(
  { configuration, signal }: Writing,
  lines: readonly string[],
): Promise<InfluxFault | null> {
  try {
    await writeLines(configuration, lines, signal);
    return null;
  } catch (error) {
    if (error instanceof InfluxFault && error.kind === "rejected") return error;
    throw error;
  }
}

/** How many points the server says it dropped; it may have written the others. */
const droppedIn = ({ message }: InfluxFault): number | null => numberIn(message, /dropped=(\d+)/);

/**
 * Both versions write the rest when points are older than the retention, and speak of it only when nothing else is
 * wrong; to look for them would gain nothing. The words of 1.x, then those of 2.7.
 */
const expiredIn = ({ message }: InfluxFault): number | null =>
  numberIn(message, /points beyond retention policy dropped=(\d+)/) ??
  numberIn(message, /dropped (\d+) points outside retention policy/);

function numberIn(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
