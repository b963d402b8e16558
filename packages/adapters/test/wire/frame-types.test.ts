import type {
  DeliveryLatencyTelemetry,
  ErrorCode,
  ErrorRateTelemetry,
  FrameColumns as WireColumns,
  LatencyBucket,
  ReportVolumeTelemetry,
  StreamName,
  Timestamp,
  WindowFrame,
} from "@tocsin/contracts";
import type {
  DeliveryLatencyReading,
  ErrorRateReading,
  Frame,
  FrameColumns,
  IntakeRefusal,
  Reading,
  RejectionCode,
  ReportVolumeReading,
  Stream,
} from "@tocsin/core";
import type { z } from "zod";
import { expectTypeOf, test } from "vitest";

/* Core does not know the contracts, so that it stays pure; the type checker holds the two equal here. */

type DeepReadonly<Value> = Value extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** What a producer sends of a field that a reading holds so. */
type SentOf<Held> = Held extends readonly number[] ? z.infer<typeof LatencyBucket>[] : Held;
type Flat<Fields> = { -readonly [F in keyof Fields]: Fields[F] };
type Sent<OfStream extends Reading> = Flat<
  { ts: z.infer<typeof Timestamp> } & {
    [F in keyof Omit<OfStream, "stream" | "ts"> as null extends OfStream[F] ? never : F]: OfStream[F];
  } & {
    [F in keyof OfStream as null extends OfStream[F] ? F : never]?: SentOf<NonNullable<OfStream[F]>> | null;
  }
>;

test("core's streams have the fields of the contract's telemetry, each of the contract's type", () => {
  expectTypeOf<Sent<ErrorRateReading>>().toEqualTypeOf<ErrorRateTelemetry>();
  expectTypeOf<Sent<DeliveryLatencyReading>>().toEqualTypeOf<DeliveryLatencyTelemetry>();
  expectTypeOf<Sent<ReportVolumeReading>>().toEqualTypeOf<ReportVolumeTelemetry>();
});

test("core's frames are the contract's frames", () => {
  expectTypeOf<Frame>().toEqualTypeOf<DeepReadonly<WindowFrame>>();
  expectTypeOf<FrameColumns>().toEqualTypeOf<DeepReadonly<WireColumns>>();
  expectTypeOf<Stream>().toEqualTypeOf<StreamName>();
});

test("a field more or less would be seen", () => {
  expectTypeOf<Frame>().not.toEqualTypeOf<DeepReadonly<Omit<WindowFrame, "part">>>();
  expectTypeOf<Sent<ErrorRateReading>>().not.toEqualTypeOf<ErrorRateTelemetry & { retries?: number }>();
  expectTypeOf<FrameColumns>().not.toEqualTypeOf<Required<DeepReadonly<WireColumns>>>();
});

test("core refuses with the contract's codes alone", () => {
  expectTypeOf<RejectionCode>().toExtend<ErrorCode>();
  expectTypeOf<IntakeRefusal["code"]>().toExtend<ErrorCode>();
});
