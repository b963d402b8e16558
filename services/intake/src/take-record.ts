import { decodeTelemetry } from "@tocsin/adapters/wire";
import type { ErrorCode } from "@tocsin/contracts";
import {
  arrivalRejection,
  type Delivery,
  type DeliveredContent,
  type Frame,
  type Intake,
  type LogRecord,
  type Stream,
} from "@tocsin/core";

export interface TakenRecord {
  readonly frames: readonly Frame[];
  /** Why it does not count; null when it does. */
  readonly refused: { readonly code: ErrorCode; readonly reason: string } | null;
}

/**
 * One message through decoding and the intake. `nowMs` is the wall clock where it decides when windows close, else null:
 * then a message that claims to have arrived in the future is refused, because it would close windows that are to come.
 */
export function takeRecord(
  intake: Intake,
  record: LogRecord,
  { stream, nowMs }: { readonly stream: Stream; readonly nowMs: number | null },
): TakenRecord {
  const { topic, partition, offset, timestampMs: arrivalMs } = record;
  const give = (content: DeliveredContent) => {
    const delivery: Delivery = { topic, partition, offset, arrivalMs, content };
    return intake.step(delivery);
  };
  const early = nowMs === null || arrivalMs <= nowMs ? null : arrivalRejection(arrivalMs, nowMs);
  const decoded =
    early === null
      ? decodeTelemetry(stream, record.value, arrivalMs)
      : ({
          kind: "rejected",
          code: early.code as ErrorCode,
          reason: `the message itself ${early.reason}`,
        } as const);
  const { frames, refused } = give(decoded.kind === "rejected" ? { kind: "rejected" } : decoded);
  return { frames, refused: decoded.kind === "rejected" ? decoded : refused };
}
