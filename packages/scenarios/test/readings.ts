import {
  DeliveryLatencyTelemetry,
  ErrorRateTelemetry,
  RecordingHeader,
  RecordingLine,
  ReportVolumeTelemetry,
  topicNames,
} from "@tocsin/contracts";
import { z } from "zod";

export interface ParsedRecording {
  readonly header: RecordingHeader;
  readonly lines: readonly RecordingLine[];
  readonly errors: readonly ErrorRateTelemetry[];
  readonly deliveries: readonly DeliveryLatencyTelemetry[];
  readonly reports: readonly ReportVolumeTelemetry[];
}

/** Reads generated lines by the wire schemas. @throws ZodError for the first line that does not keep to them. */
export function parseRecording(generated: Iterable<string>): ParsedRecording {
  const [first, ...rest] = generated;
  const lines = rest.map((line) => RecordingLine.parse(JSON.parse(line)));
  return {
    header: RecordingHeader.parse(JSON.parse(first ?? "")),
    lines,
    errors: payloads(lines, topicNames.errorRate, ErrorRateTelemetry),
    deliveries: payloads(lines, topicNames.deliveryLatency, DeliveryLatencyTelemetry),
    reports: payloads(lines, topicNames.reportVolume, ReportVolumeTelemetry),
  };
}

function payloads<Value>(
  lines: readonly RecordingLine[],
  topic: string,
  schema: { parse(value: unknown): Value },
): readonly Value[] {
  return lines
    .filter((line) => line.topic === topic)
    .map((line) => schema.parse(JSON.parse(line.payload as string)));
}

const Identity = z.looseObject({ service: z.string(), ts: z.int() });

/** Which service's interval a line tells of. */
export function identityOf(line: RecordingLine): z.infer<typeof Identity> {
  return Identity.parse(JSON.parse(line.payload as string));
}

interface Identified {
  readonly service: string;
  readonly ts: number | string;
  readonly operation?: string | null;
}

/** The readings of one service (without operation) or of service/operation, in order of time. */
export function ofUnit<Value extends Identified>(readings: readonly Value[], unit: string): readonly Value[] {
  const [service, operation] = unit.split("/");
  return readings
    .filter((reading) => reading.service === service && reading.operation === operation)
    .toSorted((one, other) => Number(one.ts) - Number(other.ts));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
