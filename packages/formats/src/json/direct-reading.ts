import {
  DeliveryLatencyTelemetry,
  epochMsOf,
  ErrorRateTelemetry,
  ReportVolumeTelemetry,
  type StreamName,
} from "@tocsin/contracts";
import type { TimedReading } from "../intervals/reading.ts";
import { earliestMs, latestMs } from "../limits.ts";
import type { Fault } from "../point.ts";

const schemas = {
  "error-rate": ErrorRateTelemetry,
  "delivery-latency": DeliveryLatencyTelemetry,
  "report-volume": ReportVolumeTelemetry,
} as const;

/** The stream that a value is of, by the field that each of its values has. */
export function streamOf(value: object): StreamName | null {
  if ("requests" in value) return "error-rate";
  if ("delivered" in value) return "delivery-latency";
  return "reports" in value ? "report-volume" : null;
}

/** A value that is telemetry already. It arrives when its interval ends. */
export function directReading(value: unknown): TimedReading | Fault {
  const stream = typeof value === "object" && value !== null ? streamOf(value) : null;
  if (stream === null) return fault("value-schema", "it has none of requests, delivered and reports");
  const read = schemas[stream].safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return fault(
      "value-schema",
      `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it is of another form"}`,
    );
  }
  const startMs = epochMsOf(read.data.ts);
  if (!(startMs >= earliestMs && startMs <= latestMs)) {
    return fault(
      "time-unit",
      `ts is ${String(read.data.ts)}, which is no moment of our days in milliseconds`,
    );
  }
  return { stream, arrivalMs: startMs + read.data.intervalMs, value: read.data };
}

const fault = (code: Fault["code"], reason: string): Fault => ({ code, subject: "telemetry", reason });
