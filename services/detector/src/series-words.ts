import { type Instruments, sayNowAndThen } from "@tocsin/adapters/observe";
import type { RefusedSeries } from "@tocsin/core";

/** Which series there are after windows were committed. */
export interface SeriesNews {
  /** Series that are kept. */
  readonly kept: number;
  /** Of the newest window; null: all were taken. */
  readonly refused: RefusedSeries | null;
  readonly dropped: number;
}

/** Of a detector that stands by. */
export const noSeries: SeriesNews = { kept: 0, refused: null, dropped: 0 };

/** How many series there are, and which were not taken: then the detector does not see all that there is. */
export function seriesWords({
  log,
  metrics,
  health,
  elapsedMs,
}: Pick<Instruments, "metrics" | "health" | "elapsedMs"> & {
  readonly log: Pick<Instruments["log"], "event">;
}): (news: SeriesNews) => void {
  const refusedNow = sayNowAndThen<Readonly<Record<string, unknown>>>(elapsedMs, (fields, count) =>
    log.event("series.refused", { ...fields, count }),
  );
  return ({ kept, refused, dropped }) => {
    metrics.series({ kept, refused: refused?.byCode ?? {}, dropped });
    if (dropped > 0) log.event("series.dropped", { series: dropped });
    for (const [code, series] of Object.entries(refused?.byCode ?? {}))
      refusedNow(code, { code, series, units: refused?.examples });
    health.ready("series", refused === null ? null : refusedWords(refused));
  };
}

const refusedWords = ({ series, byCode, examples }: RefusedSeries): string =>
  `${series} series are not seen (${Object.keys(byCode).join(", ")}), such as of ${examples.join(", ")}; look who sends so many names, or raise bounds`;
