import { z } from "zod";
import { Name } from "./names.ts";

const column = z.exactOptional(z.string().min(1).max(512));

/** Columns by their headings; letter case does not matter. */
const CsvColumns = z.strictObject({
  time: column.meta({ description: "When; `ts`, `time`, `timestamp`, `date` or `datetime` unless named." }),
  service: column.meta({
    description: "What it is measured of; `service`, `name` or `monitor` unless named.",
  }),
  operation: column.meta({ description: "A part of the service." }),
  region: column.meta({ description: "Where; regions are added up." }),
  source: column.meta({ description: "Who observed it; sources are witnesses and never added up." }),
  category: column.meta({ description: "What reports are about." }),
  requests: column.meta({ description: "All requests of the interval, failed ones too." }),
  errors: column.meta({ description: "How many of them failed." }),
  errorRatio: column.meta({ description: "Or what share of them failed: 0 to 1, or with %." }),
  up: column.meta({
    description: "A probe: UP or DOWN, true or false, 1 or 0, or the HTTP status that came.",
  }),
  delivered: column.meta({ description: "Messages that were delivered in the interval." }),
  undelivered: column.meta({ description: "Messages that waited when it ended." }),
  oldest: column.meta({ description: "How long the oldest of them had waited." }),
  p50: column.meta({ description: "Median time until delivery." }),
  p95: column.meta({ description: "Its 95th percentile." }),
  p99: column.meta({ description: "Its 99th percentile." }),
  reports: column.meta({ description: "How many people complained in the interval." }),
});

/** What a table holds: what `tocsin import csv` would otherwise be told by its options. */
export const CsvMapping = z
  .strictObject({
    columns: z.exactOptional(CsvColumns).meta({ description: "Which column is what, by its heading." }),
    as: z
      .exactOptional(Name)
      .meta({ description: "All rows are of this service, instead of a column.", examples: ["shop"] }),
    wide: z.exactOptional(z.enum(["up", "reports", "delivered", "requests,errors"])).meta({
      description:
        "Every other column is a service and holds this; of `requests,errors` each has two, whose headings end so.",
    }),
    zone: z.exactOptional(z.string()).meta({
      description: "The zone of times without an offset, by its IANA name, or an offset such as `+02:00`.",
    }),
    dates: z
      .exactOptional(z.enum(["ymd", "dmy", "mdy"]))
      .meta({ description: "What comes first in dates such as `04/10/2021`; `ymd` unless given." }),
    stamp: z
      .exactOptional(z.enum(["start", "end"]))
      .meta({ description: "Which end of the interval the time is of; `start` unless given." }),
    cadence: z.exactOptional(z.string().regex(/^\d{1,9}(ms|s|m|h|d)$/)).meta({
      description:
        "How long an interval is, with its unit; found out from the gaps between rows unless given.",
      examples: ["1m"],
    }),
    perSecond: z
      .exactOptional(z.boolean())
      .meta({ description: "Counts are rates per second; what rounding leaves is carried on." }),
    latencyUnit: z
      .exactOptional(z.enum(["ns", "us", "ms", "s"]))
      .meta({ description: "Of times until delivery, where a cell has no unit; `ms` unless given." }),
    delimiter: z.exactOptional(z.enum([",", ";", "|", "tab"])).meta({
      description: "What stands between cells; what the header has most of unless given.",
    }),
    decimals: z.exactOptional(z.enum(["comma", "point"])).meta({
      description: "How fractions are written; as the number itself tells unless given.",
    }),
  })
  .meta({ id: "CsvMapping", title: "Mapping of a table's columns" });
export type CsvMapping = z.infer<typeof CsvMapping>;
