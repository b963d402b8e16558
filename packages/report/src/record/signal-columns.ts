import type { EvidenceFrame, SignalName } from "@tocsin/contracts";

/** What was observed and expected of one series in consecutive windows; NaN where there is no value. */
export interface SignalColumns {
  readonly unit: string;
  readonly signal: SignalName;
  readonly source: string | null;
  readonly observed: Float32Array;
  readonly exposure: Float32Array;
  readonly expected: Float32Array;
  readonly lower: Float32Array;
  readonly upper: Float32Array;
  /** Highest evidence of a single window, in nats. */
  readonly mostNats: number;
}

/** Consecutive windows from `from` on, of some services. */
export interface SignalSegment {
  readonly from: number;
  readonly windows: number;
  readonly series: ReadonlyMap<string, SignalColumns>;
}

const columnNames = ["observed", "exposure", "expected", "lower", "upper"] as const;

/** The service of `service` or `service/operation`. */
export function serviceOf(unit: string): string {
  const slash = unit.indexOf("/");
  return slash === -1 ? unit : unit.slice(0, slash);
}

/** The series of `services` out of frames in order of time. Windows without a frame stay NaN. */
export function signalSegment(
  frames: readonly EvidenceFrame[],
  services: ReadonlySet<string>,
): SignalSegment | null {
  const first = frames[0];
  const last = frames.at(-1);
  if (first === undefined || last === undefined) return null;
  const windows = (last.windowStart - first.windowStart) / first.windowMs + 1;
  const series = new Map<string, { columns: SignalColumns; mostNats: number }>();
  for (const frame of frames) {
    const at = Math.round((frame.windowStart - first.windowStart) / first.windowMs);
    frame.series.unit.forEach((unit, index) => {
      if (!services.has(serviceOf(unit))) return;
      const entry = openColumns(series, frame, index, windows);
      for (const name of columnNames) entry.columns[name][at] = frame.series[name][index] ?? Number.NaN;
      entry.mostNats = Math.max(entry.mostNats, frame.series.evidenceNats[index] ?? 0);
    });
  }
  const packed = [...series].map(
    ([key, entry]) => [key, { ...entry.columns, mostNats: entry.mostNats }] as const,
  );
  return { from: first.windowStart, windows, series: new Map(packed) };
}

function openColumns(
  series: Map<string, { columns: SignalColumns; mostNats: number }>,
  frame: EvidenceFrame,
  index: number,
  windows: number,
): { columns: SignalColumns; mostNats: number } {
  const unit = frame.series.unit[index] as string;
  const signal = frame.series.signal[index] as SignalName;
  const source = frame.series.source[index] ?? null;
  const key = JSON.stringify([unit, signal, source]);
  const known = series.get(key);
  if (known !== undefined) return known;
  const empty = (): Float32Array => new Float32Array(windows).fill(Number.NaN);
  const entry = {
    columns: {
      unit,
      signal,
      source,
      observed: empty(),
      exposure: empty(),
      expected: empty(),
      lower: empty(),
      upper: empty(),
      mostNats: 0,
    },
    mostNats: 0,
  };
  series.set(key, entry);
  return entry;
}
