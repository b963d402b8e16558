import {
  DeliveryLatencyTelemetry,
  epochMsOf,
  ErrorRateTelemetry,
  ReportVolumeTelemetry,
} from "@tocsin/contracts";
import { type Kinds, type Reading, readFields, type Stream, valuesOf } from "@tocsin/core";
import { explain } from "./explain-issue.ts";
import { rejected, type WireRejection } from "./payload.ts";
import { Sent } from "./plain-telemetry.ts";

export type SchemaVerdict =
  | {
      readonly kind: "reading";
      readonly reading: Reading;
      /** Fields that hold what cannot be used, and that the reading counts without. */
      readonly dropped: readonly string[];
    }
  | WireRejection;

const schemas = {
  "error-rate": ErrorRateTelemetry,
  "delivery-latency": DeliveryLatencyTelemetry,
  "report-volume": ReportVolumeTelemetry,
} as const satisfies Record<Stream, unknown>;

/** What a reading counts without: measured values that may be left out, and no name, for it says what a reading is about. */
const droppable: Readonly<Record<Stream, ReadonlySet<unknown>>> = {
  "error-rate": optionalValues("error-rate"),
  "delivery-latency": optionalValues("delivery-latency"),
  "report-volume": optionalValues("report-volume"),
};

function optionalValues(stream: Stream): ReadonlySet<unknown> {
  const optional = valuesOf[stream].filter((field) => field.optional && field.holds !== "name");
  return new Set(optional.map(({ name }) => name));
}

/** Decides by the contract's schema: slow, and the word that counts. */
export function readingBySchema(stream: Stream, value: Readonly<Record<string, unknown>>): SchemaVerdict {
  const checked = schemas[stream].safeParse(value, { reportInput: true });
  if (checked.success) return readingOf(stream, checked.data, []);
  const { issues } = checked.error;
  const needed = issues.filter(({ path }) => !droppable[stream].has(path[0]));
  if (needed.length > 0) return explain(needed);
  const dropped = [...new Set(issues.map(({ path }) => String(path[0])))];
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => !dropped.includes(name)));
  return readingOf(stream, schemas[stream].parse(rest), dropped);
}

type Telemetry = ErrorRateTelemetry | DeliveryLatencyTelemetry | ReportVolumeTelemetry;

function readingOf(stream: Stream, sent: Telemetry, dropped: readonly string[]): SchemaVerdict {
  const epochMs = epochMsOf(sent.ts);
  if (Number.isNaN(epochMs)) return rejected("value-schema", `ts: not a time: ${sent.ts}`);
  return { kind: "reading", reading: readFields<Kinds>(stream, sent, new Sent(epochMs)), dropped };
}
