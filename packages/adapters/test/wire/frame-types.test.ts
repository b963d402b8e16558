import type { ErrorCode, FrameColumns as WireColumns, StreamName, WindowFrame } from "@tocsin/contracts";
import type { Frame, FrameColumns, IntakeRefusal, RejectionCode, Stream } from "@tocsin/core";
import { expectTypeOf, test } from "vitest";

/* Core does not know the contracts, so that it stays pure; the type checker holds the two equal here. */

type DeepReadonly<Value> = Value extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

test("core's frames are the contract's frames", () => {
  expectTypeOf<Frame>().toEqualTypeOf<DeepReadonly<WindowFrame>>();
  expectTypeOf<FrameColumns>().toEqualTypeOf<DeepReadonly<WireColumns>>();
  expectTypeOf<Stream>().toEqualTypeOf<StreamName>();
});

test("a field more or less would be seen", () => {
  expectTypeOf<Frame>().not.toEqualTypeOf<DeepReadonly<Omit<WindowFrame, "part">>>();
  expectTypeOf<FrameColumns>().not.toEqualTypeOf<Required<DeepReadonly<WireColumns>>>();
});

test("core refuses with the contract's codes alone", () => {
  expectTypeOf<RejectionCode>().toExtend<ErrorCode>();
  expectTypeOf<IntakeRefusal["code"]>().toExtend<ErrorCode>();
});
