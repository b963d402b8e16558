import { z } from "zod";

/** How much of the world is kept at most: names come from others. */
export const Bounds = z.strictObject({
  maxSeries: z.int().min(1).max(10_000_000).default(50_000).meta({
    description:
      "Series that are kept at most: a signal of a service or operation as one source sees it is one. Each takes about 4 kB of memory. New ones above it are refused (`series-limit`), and never cost one that is known.",
  }),
  maxNewSeriesPerHour: z.int().min(1).max(10_000_000).default(5000).meta({
    description:
      "New series that are taken in an hour of the clock, from an hour after the first window on. More are refused (`new-series-limit`) until the next hour.",
  }),
  keepSeriesDays: z.number().min(1).max(3660).default(35).meta({
    description:
      "Days after which a series of which nothing came is dropped with all that was learned of it. The default keeps what comes once a month. Services that the topology names stay known.",
  }),
});
export type Bounds = z.infer<typeof Bounds>;
