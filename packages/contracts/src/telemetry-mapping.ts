import { z } from "zod";
import { Name } from "./names.ts";

/** Attributes, tags or labels whose value is the name: the first that a series has. Or the name itself. */
export const NameFrom = z.union([
  z.array(z.string().min(1).max(256)).min(1).max(32),
  z.strictObject({ is: Name }),
]);
export type NameFrom = z.infer<typeof NameFrom>;

/** What a value must be: `*` stands for any characters, `?` for one. One of several, where it is a list. */
const pattern = z.union([z.string().max(256), z.array(z.string().max(256)).min(1).max(64)]);

/** By attribute. One that a series does not have is the empty text. */
const conditions = z.record(z.string().min(1).max(256), pattern);

/** The fields of the three streams that a metric can give. */
export const MappedField = z.enum([
  "requests",
  "errors",
  "up",
  "delivered",
  "undelivered",
  "oldestUndelivered",
  "latency",
  "p50",
  "p95",
  "p99",
  "reports",
]);
export type MappedField = z.infer<typeof MappedField>;

/**
 * What the values of a metric are, where the format does not say it. `counter`: a total since some start, of which the
 * increments count. `delta`: the count of the interval that ends at the stamp. `rate`: per second. `gauge`: a level.
 */
export const ValueKind = z.enum(["counter", "delta", "rate", "gauge"]);
export type ValueKind = z.infer<typeof ValueKind>;

const names = {
  service: z.exactOptional(NameFrom),
  operation: z.exactOptional(NameFrom),
  region: z.exactOptional(NameFrom),
  /** Who observed it. Sources are witnesses and are never added up; instances are, and need not be named. */
  source: z.exactOptional(NameFrom),
};

/** Series of `metric` that fit `where`, and do not fit `unless`, are the field `as`. */
export const MetricRule = z.strictObject({
  /** As the format names it; empty for series without a name, as PromQL functions give them. */
  metric: z.string().max(512),
  as: MappedField,
  kind: z.exactOptional(ValueKind),
  where: z.exactOptional(conditions),
  unless: z.exactOptional(conditions),
  /** Of times, where the format does not say it. */
  unit: z.exactOptional(z.enum(["ns", "us", "ms", "s"])),
  /** How long the interval of a `delta` or `rate` is; that of the readings unless given. */
  everyMs: z.exactOptional(z.int().min(1).max(86_400_000)),
  ...names,
});
export type MetricRule = z.infer<typeof MetricRule>;

/** Which metrics of another tool are which fields of telemetry, and whose. */
export const TelemetryMapping = z
  .strictObject({
    /** Ready rules to begin with, by name. Own names of service, operation, region and source go before theirs. */
    preset: z.exactOptional(z.union([z.string(), z.array(z.string()).min(1)])),
    /** Length of the readings, of which a day is a whole number. */
    intervalMs: z.exactOptional(z.int().min(1000).max(86_400_000)),
    /** A counter that was not heard of for longer says nothing about the time between. */
    maxGapMs: z.exactOptional(z.int().min(1000).max(86_400_000)),
    ...names,
    metrics: z.exactOptional(z.array(MetricRule).min(1).max(1000)),
  })
  .meta({ id: "TelemetryMapping", title: "Mapping of other tools' metrics" });
export type TelemetryMapping = z.infer<typeof TelemetryMapping>;
