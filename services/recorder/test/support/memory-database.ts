import type { InfluxSink, Point, WriteReport } from "@tocsin/adapters/influx";
import { lineOf } from "@tocsin/adapters/influx";

/** Asked before a write takes effect, and after it and before the writer knows. */
export type Trouble = (phase: "before" | "after", signal: AbortSignal | undefined) => void | Promise<void>;

export interface MemoryDatabase {
  readonly sink: InfluxSink;
  /** By series and time, as a database keeps them. */
  readonly rows: ReadonlyMap<string, string>;
  readonly writes: () => number;
}

/** A database that keeps points in memory. `isBad` says which it refuses. */
export function memoryDatabase(
  trouble: Trouble = () => undefined,
  isBad: (point: Point) => boolean = () => false,
): MemoryDatabase {
  const rows = new Map<string, string>();
  let writes = 0;
  const write = async (points: readonly Point[], signal?: AbortSignal): Promise<WriteReport> => {
    await trouble("before", signal);
    const setAside: WriteReport["setAside"][number][] = [];
    for (const point of points) {
      const line = lineOf(point)!;
      if (isBad(point)) setAside.push({ line, reason: "bad", cause: "database" });
      else rows.set(`${JSON.stringify([point.measurement, point.tags])} ${line.split(" ").at(-1)}`, line);
    }
    writes += 1;
    await trouble("after", signal);
    return { written: points.length - setAside.length, expired: 0, setAside };
  };
  return {
    sink: { write, seriesCounts: () => new Map() },
    rows,
    writes: () => writes,
  };
}
