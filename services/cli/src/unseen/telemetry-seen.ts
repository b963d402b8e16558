import { type Frame, warmUpMs, warmUpReadings } from "@tocsin/core";

/** Which services there was telemetry of, by the frames of closed windows. Grows with services, not with time. */
export interface TelemetrySeen {
  readonly add: (frame: Frame) => void;
  /** Readings of any kind. */
  readonly readingsOf: (service: string) => number;
  /** Whether there was any telemetry but people's reports. */
  readonly isAny: () => boolean;
  /** Whether some service was seen for so long that its telemetry could be judged. */
  readonly isEnough: () => boolean;
  /** Whether what was seen so far of a service or service/operation told how it was doing at that time. */
  readonly tells: (unit: string, atMs: number) => boolean;
}

interface Seen {
  readings: number;
  /** Windows with telemetry other than reports: the first and the last one's start, epoch ms, and how many. */
  firstMs: number;
  lastMs: number;
  windows: number;
}

/** Telemetry is sent more often than this, or it says nothing of a moment. */
const longestPauseMs = 3_600_000;

export function telemetrySeen(): TelemetrySeen {
  const services = new Map<string, Seen>();
  const all = (): Seen[] => [...services.values()];
  return {
    add({ stream, windowStart, columns }) {
      for (const service of columns.service) {
        const seen = services.get(service) ?? {
          readings: 0,
          firstMs: Infinity,
          lastMs: -Infinity,
          windows: 0,
        };
        if (seen.readings === 0) services.set(service, seen);
        seen.readings += 1;
        if (stream !== "report-volume") note(seen, windowStart);
      }
    },
    readingsOf: (service) => services.get(service)?.readings ?? 0,
    isAny: () => all().some(({ windows }) => windows > 0),
    isEnough: () => all().some(isJudged),
    tells(unit, atMs) {
      const seen = services.get(unit.split("/")[0] as string);
      return seen !== undefined && isJudged(seen) && seen.lastMs >= atMs - longestPauseMs;
    },
  };
}

function note(seen: Seen, windowStart: number): void {
  seen.firstMs = Math.min(seen.firstMs, windowStart);
  if (windowStart <= seen.lastMs) return;
  seen.lastMs = windowStart;
  seen.windows += 1;
}

const isJudged = ({ firstMs, lastMs, windows }: Seen): boolean =>
  lastMs - firstMs >= warmUpMs && windows >= warmUpReadings;
