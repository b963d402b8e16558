import type { Summary } from "@tocsin/contracts";
import type { DetectedWindow } from "@tocsin/core";

/** Which series were not taken and how many were dropped, over all windows. It keeps one window's worth. */
export interface SeriesLedger {
  readonly add: (window: Pick<DetectedWindow, "refused" | "dropped">) => void;
  readonly told: () => Pick<Summary, "refusedSeries" | "droppedSeries">;
}

export function seriesLedger(): SeriesLedger {
  let worst: DetectedWindow["refused"] = null;
  let windows = 0;
  let droppedSeries = 0;
  return {
    add({ refused, dropped }) {
      droppedSeries += dropped;
      if (refused === null) return;
      windows += 1;
      if (worst === null || refused.series > worst.series) worst = refused;
    },
    told: () => ({
      ...(worst === null
        ? {}
        : {
            refusedSeries: {
              series: worst.series,
              windows,
              byCode: countsOf(worst.byCode),
              examples: [...worst.examples],
            },
          }),
      ...(droppedSeries === 0 ? {} : { droppedSeries }),
    }),
  };
}

const countsOf = (byCode: Readonly<Record<string, number>>): Record<string, number> => ({ ...byCode });
