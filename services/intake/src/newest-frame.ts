import { decodeFrame } from "@tocsin/adapters/wire";
import { type Log, type LogPlace, readBetween } from "@tocsin/log";

/** How far back from the end the newest frame is looked for at first; it is the last record, or nearly. */
const firstLookBack = 16;

export interface FrameSearch {
  readonly log: Log;
  readonly windowMs: number;
  readonly stop?: AbortSignal | undefined;
}

/** End of the newest window of which there is a frame, epoch ms; null where there is none. */
export async function closedUntil(
  { log, windowMs, stop }: FrameSearch,
  windows: LogPlace,
): Promise<number | null> {
  const { first, end } = await log.span(windows);
  for (let back = firstLookBack; ; back *= 8) {
    const from = Math.max(first, end - back);
    const newest: number[] = [];
    await readBetween(log, { place: windows, from, to: end, stop }, ({ value }) => {
      const decoded = decodeFrame(value, windowMs);
      if (decoded.kind === "frame") newest[0] = decoded.frame.windowStart + windowMs;
      return true;
    });
    if (newest[0] !== undefined || from === first) return newest[0] ?? null;
  }
}
