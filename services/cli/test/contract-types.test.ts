import type * as contracts from "@tocsin/contracts";
import type * as core from "@tocsin/core";
import { expectTypeOf, test } from "vitest";

/** A type with all of its parts writable: core promises not to change data, the contract does not say. */
type Writable<T> = T extends readonly (infer Part)[]
  ? number extends T["length"]
    ? Writable<Part>[]
    : { -readonly [Key in keyof T]: Writable<T[Key]> }
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;

test("core's alert events are the contract's", () => {
  expectTypeOf<Writable<core.AlertEvent>>().toEqualTypeOf<Writable<contracts.AlertEvent>>();
});

test("core's evidence frames are the contract's", () => {
  expectTypeOf<Writable<core.EvidenceFrame>>().toExtend<Writable<contracts.EvidenceFrame>>();
  expectTypeOf<Writable<contracts.EvidenceFrame>["series"]>().toEqualTypeOf<
    Writable<core.EvidenceFrame>["series"]
  >();
  expectTypeOf<keyof contracts.EvidenceFrame>().toEqualTypeOf<keyof core.EvidenceFrame>();
});

test("core's score is the contract's, and core can judge the contract's alerts and labels", () => {
  expectTypeOf<Writable<core.Score>>().toEqualTypeOf<Writable<contracts.Score>>();
  expectTypeOf<contracts.AlertEvent>().toExtend<core.JudgedAlert>();
  expectTypeOf<contracts.Labels>().toExtend<core.LabelsFile>();
});
