import type { MappedField, StreamName, TelemetryMapping, ValueKind } from "@tocsin/contracts";
import { decode, type Format, recognised } from "./formats.ts";
import { directReading } from "./json/direct-reading.ts";
import { defaultLimits } from "./limits.ts";
import { compileMapping, wantsBuckets } from "./mapping/compile.ts";
import { targetsOf } from "./mapping/target.ts";
import type { Point } from "./point.ts";
import { unfitness } from "./take-point.ts";
import { pointOf } from "./take-samples.ts";

/** What one value of a message becomes. */
export interface ExplainedField {
  readonly stream: StreamName;
  readonly field: MappedField;
  readonly kind: ValueKind;
  readonly service: string;
  readonly operation: string | null;
  readonly region: string | null;
  readonly source: string | null;
}

export interface ExplainedPoint {
  readonly metric: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly atMs: number;
  readonly value: number;
  /** None where no rule fits the series. */
  readonly fields: readonly ExplainedField[];
}

/**
 * A message, point by point: what the mapping makes of it, and what it leaves out. What is refused does not stand here: a
 * decoder tells it, which knows the messages before.
 */
export interface Explained {
  readonly format: Format | null;
  readonly points: readonly ExplainedPoint[];
  /** How many values of the message were telemetry already. */
  readonly telemetry: number;
  /** Points of metrics that no rule names. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Points of one message that are told; more are left to those who count. */
const mostPoints = 1000;

/** What a mapping, or all presets, make of one message by itself: without what came before, no counter grows. */
export function explained(
  format: Format | "auto",
  mapping: TelemetryMapping | null,
  bytes: Uint8Array,
): Explained {
  const compiled = compileMapping(mapping);
  const { rules } = compiled;
  const points: ExplainedPoint[] = [];
  const leftOut = new Map<string, number>();
  const counted = { telemetry: 0 };
  const limits = { ...defaultLimits, maxMessageBytes: Infinity };
  const read = format === "auto" ? recognised(bytes, limits) : { format, bytes };
  if (read === null) return { format: null, points, telemetry: 0, leftOut };
  const take = (point: Point): void => {
    if (points.length >= mostPoints) return;
    if (unfitness(point, null) !== null) return;
    const { targets } = targetsOf(point, rules.get(point.metric) ?? []);
    const { metric, attributes, atMs, value } = point;
    const fields = targets.map(({ as: field, stream, kind, service, operation, region, source }) => ({
      stream,
      field,
      kind,
      service,
      operation,
      region,
      source,
    }));
    points.push({
      metric,
      attributes: [...attributes].filter(([name]) => name !== "__name__"),
      atMs,
      value,
      fields,
    });
  };
  decode(
    read,
    {
      wants: (metric, count) => {
        if (!rules.has(metric)) leftOut.set(metric, (leftOut.get(metric) ?? 0) + count());
        return rules.has(metric);
      },
      wantsBuckets: (metric) => wantsBuckets(compiled, metric),
      point: take,
      samples: (run) => {
        for (const [index, value] of Array.from(run.values).entries()) {
          if (!Number.isNaN(value)) take(pointOf(run, index));
        }
      },
      telemetry: (value) => {
        if (!("code" in directReading(value))) counted.telemetry += 1;
      },
      refuse: () => undefined,
    },
    limits,
  );
  return { format: read.format, points, telemetry: counted.telemetry, leftOut };
}
