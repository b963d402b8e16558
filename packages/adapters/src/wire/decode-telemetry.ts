import { Tick } from "@tocsin/contracts";
import {
  arrivalRejection,
  type Reading,
  readingRejection,
  type Stream,
  withoutContradictions,
} from "@tocsin/core";
import { fastReading } from "./fast-reading.ts";
import { explain } from "./explain-issue.ts";
import { howToRead, otherFormat } from "./other-format.ts";
import { otherBytes } from "./other-bytes.ts";
import {
  maxValueBytes,
  type MessageValue,
  parsePayload,
  payloadOf,
  rejected,
  type WireRejection,
} from "./payload.ts";
import { readingBySchema } from "./schema-reading.ts";
import { type QuickTelemetry, quickTelemetry } from "./quick/quick-telemetry.ts";
import { QuotedText } from "./quick/quoted-text.ts";
import { shareAlone } from "./share-alone.ts";
import { otherTimeUnit, timeUnitReason } from "./time-unit.ts";

export type DecodedTelemetry =
  | {
      readonly kind: "reading";
      readonly reading: Reading;
      /** Names of fields that hold what cannot be used, and that the reading counts without. */
      readonly dropped: readonly string[];
    }
  | { readonly kind: "tick"; readonly tickMs: number }
  | WireRejection;

/**
 * Turns a message value of a telemetry topic into a reading or a tick, or says why not. Never throws.
 *
 * The schema in the contract decides; a hand-ordered check in front of it takes what is plainly valid, because the
 * schema halves the throughput. Unknown keys are ignored, a `ts` in ISO 8601 becomes epoch milliseconds, names come in
 * Unicode's form NFC. A measured value that may be left out and cannot be used costs that value alone.
 * `arrivalMs` is the message's timestamp, epoch milliseconds.
 */
export function decodeTelemetry(stream: Stream, payload: MessageValue, arrivalMs: number): DecodedTelemetry {
  const parsed = parsePayload(payload);
  return parsed.kind === "rejected" ? named(parsed, payload) : decodedValue(stream, parsed.value, arrivalMs);
}

/** The same of many message values. */
export type DecodeTelemetry = typeof decodeTelemetry;

/**
 * `decodeTelemetry` for those who decode many: it reads what is plainly written from the bytes, and keeps the names that it
 * has read. What it gives is the same, whatever came before.
 */
export function telemetryDecoder(): DecodeTelemetry {
  const quick = quickTelemetry();
  return (stream, payload, arrivalMs) => {
    const reading = quickReading(quick, stream, payload);
    return reading === null
      ? decodeTelemetry(stream, payload, arrivalMs)
      : judged(reading, nothing, arrivalMs);
  };
}

function quickReading(quick: QuickTelemetry, stream: Stream, payload: MessageValue): Reading | null {
  if (payload instanceof QuotedText) {
    const { bytes, from, to } = payload;
    return to - from > maxValueBytes ? null : quick.read(stream, bytes, { from, to, isQuoted: true });
  }
  if (!(payload instanceof Uint8Array) || payload.length > maxValueBytes) return null;
  return quick.read(stream, payload, { from: 0, to: payload.length, isQuoted: false });
}

/** The same of a value that was read already. */
export function decodedValue(
  stream: Stream,
  value: Readonly<Record<string, unknown>>,
  arrivalMs: number,
): DecodedTelemetry {
  const reading = fastReading(stream, value);
  if (reading !== null) return judged(reading, nothing, arrivalMs);
  if (value["tick"] !== undefined && value["service"] === undefined) return decodeTick(value, arrivalMs);
  const checked = readingBySchema(stream, value);
  if (checked.kind === "reading") return judged(checked.reading, checked.dropped, arrivalMs);
  const format = otherFormat(value);
  if (format !== null) return inOtherFormat(format);
  return shareAlone(stream, value) ?? checked;
}

const inOtherFormat = (format: string): WireRejection =>
  rejected("other-format", `the value is ${format}; ${howToRead(format)}`);

/** What is no JSON, by the name of what it is where that is known. */
function named(rejection: WireRejection, payload: MessageValue): WireRejection {
  if (rejection.code !== "value-not-json" && rejection.code !== "payload-not-utf8") return rejection;
  const value = payloadOf(payload);
  const format = value === null ? null : otherBytes(value);
  return format === null ? rejection : inOtherFormat(format);
}

const nothing: readonly string[] = [];

function judged(reading: Reading, dropped: readonly string[], arrivalMs: number): DecodedTelemetry {
  const bad = readingRejection(reading, arrivalMs);
  if (bad === null) return { kind: "reading", reading, dropped };
  if (bad.code === "timestamp-past" || bad.code === "timestamp-future") {
    return (
      inOtherUnit("ts", reading.ts) ?? inOtherUnit("arrival", arrivalMs) ?? rejected(bad.code, bad.reason)
    );
  }
  const usable = withoutContradictions(reading);
  if (usable.dropped.length === 0) return rejected(bad.code, bad.reason);
  return judged(usable.reading, [...dropped, ...usable.dropped], arrivalMs);
}

/** A time that is far off, and in another unit: the unit is what helps to find the fault. */
function inOtherUnit(field: string, time: number): WireRejection | null {
  const unit = otherTimeUnit(time);
  return unit === null ? null : rejected("time-unit", timeUnitReason(field, time, unit));
}

function decodeTick(value: unknown, arrivalMs: number): DecodedTelemetry {
  const checked = Tick.safeParse(value);
  if (!checked.success) return explain(checked.error.issues);
  const bad = arrivalRejection(checked.data.tick, arrivalMs);
  return bad === null ? { kind: "tick", tickMs: checked.data.tick } : rejected(bad.code, bad.reason);
}
