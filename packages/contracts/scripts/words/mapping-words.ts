import type { WordTable } from "./field-words.ts";

/** The file that says which metrics of another tool are which fields of telemetry. */
export const mappingWords: WordTable = {
  "TelemetryMapping:preset": { says: "Ready rules to begin with, by name: one, or several." },
  "TelemetryMapping:maxGapMs": {
    says: "A counter that was not heard of for longer says nothing about the time between.",
    unit: "milliseconds",
  },
  "TelemetryMapping:metrics": { says: "The rules. A series may fit several, and then gives several fields." },
  "metrics.metric": { says: "The metric as its format names it; empty for series without a name." },
  "metrics.kind": {
    says: "What its values are, where the format does not say it. counter: a total since some start. delta: the count of an interval. rate: per second. gauge: a level.",
  },
  "metrics.where": { says: "What attributes must be: `*` stands for any characters, `?` for one." },
  "metrics.unless": { says: "What attributes must not be." },
  "metrics.everyMs": {
    says: "How long the interval of a delta or rate is; that of the readings unless given.",
    unit: "milliseconds",
  },
  "service.is": { says: "The name itself.", example: "mail" },
  "operation.is": { says: "The name itself.", example: "send" },
  "region.is": { says: "The name itself.", example: "eu" },
  "source.is": { says: "The name itself.", example: "site" },
};
