import type { SchemaReader } from "@tocsin/adapters/registry";
import { RegistryFault } from "@tocsin/adapters/registry";
import { Configuration } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { memoryKafka } from "../../../../test/support/memory-kafka.ts";
import { silentIntake } from "../../../../test/support/installation/silent-instrumentation.ts";
import { knownSchemas } from "../../src/foreign/known-schemas.ts";
import { taskOptions } from "../../src/intake-options.ts";

const place = { topic: "metrics", partition: 0 };
const records = [{ value: Uint8Array.of(0, 0, 0, 0, 7, 1, 2) }];
const format = { format: "auto", mapping: null, delayMs: 0, maxSeries: 1 } as const;

/** A registry that answers only when it is asked for the third time, and what was told meanwhile. */
function stubborn(answersAt: number) {
  const told: unknown[] = [];
  let asked = 0;
  const schemas: SchemaReader = {
    missing: () => [7],
    load: async () => {
      asked += 1;
      if (asked < answersAt) await Promise.reject(new RegistryFault("does not answer"));
    },
    read: () => null,
  };
  const { brokers } = memoryKafka();
  const options = taskOptions({
    log: brokers.client(),
    configuration: { ...Configuration.parse({}), topicFormats: new Map([[place.topic, format]]) },
    instrumentation: {
      ...silentIntake,
      registryFailed: (_, fault) => told.push(fault?.message ?? null),
    },
    nowMs: () => 0,
    startAtMs: null,
    schemas,
  });
  return { options, told, asked: () => asked };
}

test("a record waits for its schema, which is asked for until it is there", async () => {
  const { options, told, asked } = stubborn(3);
  await knownSchemas(options, { place, records }, new AbortController().signal);
  expect(asked()).toBe(3);
  expect(told).toEqual(["does not answer", "does not answer", null]);
});

test("a worker that is told to stop does not wait for a registry", async () => {
  const { options } = stubborn(Number.POSITIVE_INFINITY);
  const stop = new AbortController();
  const waiting = knownSchemas(options, { place, records }, stop.signal);
  stop.abort();
  await expect(waiting).resolves.toBeUndefined();
});

test("topics of our own telemetry ask no registry", async () => {
  const { options, asked } = stubborn(1);
  await knownSchemas(
    options,
    { place: { topic: "else", partition: 0 }, records },
    new AbortController().signal,
  );
  expect(asked()).toBe(0);
});
