import type { MappedField, NameFrom, StreamName, ValueKind } from "@tocsin/contracts";
import { validName } from "../names/valid-name.ts";
import type { Attributes, Fault, Point } from "../point.ts";
import type { CompiledRule } from "./compile.ts";

/** What of telemetry a series becomes: one field of one service, operation, region and source. */
export interface Target {
  /** Service, stream, operation, region and source as a text. */
  readonly unit: string;
  readonly group: number;
  readonly stream: StreamName;
  readonly as: MappedField;
  readonly kind: ValueKind;
  /** A time in the unit of the series times this is milliseconds. */
  readonly toMs: number;
  readonly everyMs: number;
  readonly service: string;
  readonly operation: string | null;
  readonly region: string | null;
  readonly source: string | null;
}

export interface Targets {
  readonly targets: readonly Target[];
  readonly faults: readonly Fault[];
}

const streams: Readonly<Record<MappedField, StreamName>> = {
  requests: "error-rate",
  errors: "error-rate",
  up: "error-rate",
  delivered: "delivery-latency",
  undelivered: "delivery-latency",
  oldestUndelivered: "delivery-latency",
  latency: "delivery-latency",
  p50: "delivery-latency",
  p95: "delivery-latency",
  p99: "delivery-latency",
  reports: "report-volume",
};

/** Fields whose values are levels, not counts. */
const levels: ReadonlySet<MappedField> = new Set([
  "up",
  "undelivered",
  "oldestUndelivered",
  "p50",
  "p95",
  "p99",
]);

/** What the rules make of the series of this point. No rule that fits is no fault here. */
export function targetsOf(point: Point, rules: readonly CompiledRule[]): Targets {
  const targets: Target[] = [];
  const faults: Fault[] = [];
  for (const rule of rules) {
    if (!rule.fits(point.attributes)) continue;
    if (targets.some(({ as, group }) => as === rule.as && group === rule.group)) {
      faults.push(fault("mapping-twice", point, `two rules make ${rule.as} of the same series`));
      continue;
    }
    const target = targetOf(point, rule);
    if ("code" in target) faults.push(target);
    else targets.push(target);
  }
  return { targets, faults };
}

function targetOf(point: Point, rule: CompiledRule): Target | Fault {
  const kind = kindOf(point, rule);
  if (kind === null) {
    const is = point.type === "gauge" ? "a level" : `a ${point.type}`;
    return fault("sample-kind", point, `${rule.as} cannot be made of it: it is ${is}`);
  }
  const service = nameFrom(rule.service, point.attributes);
  if (service === null) {
    const wanted = "is" in rule.service ? rule.service.is : rule.service.join(", ");
    return fault("service-missing", point, `it has none of ${wanted}`);
  }
  const stream = streams[rule.as];
  const operation = nameFrom(rule.operation, point.attributes);
  const region = nameFrom(rule.region, point.attributes);
  const source = nameFrom(rule.source, point.attributes);
  return {
    unit: JSON.stringify([service, stream, operation, region, source]),
    group: rule.group,
    stream,
    as: rule.as,
    kind,
    toMs: millisecondsPer(rule.unit ?? point.unit ?? unitInName(point.metric)),
    everyMs: rule.everyMs,
    service,
    operation,
    region,
    source,
  };
}

/** What the format says goes before what the field usually is; a rule may say more of a level or of what is untyped. */
function kindOf({ type, buckets }: Point, { as, kind }: CompiledRule): ValueKind | null {
  const wanted = kind ?? (levels.has(as) ? "gauge" : "counter");
  if (as === "latency" && buckets === null && type === "gauge") return null;
  if (type === "untyped" || kind === "gauge") return wanted;
  if (type === "gauge") return kind === null && wanted !== "gauge" ? null : wanted;
  return wanted === "gauge" && as !== "undelivered" ? null : type;
}

function nameFrom(from: NameFrom | null, attributes: Attributes): string | null {
  if (from === null) return null;
  if ("is" in from) return from.is;
  for (const name of from) {
    const value = attributes.get(name);
    if (value === undefined || value === "") continue;
    return validName(value);
  }
  return null;
}

const fault = (code: Fault["code"], { metric }: Point, reason: string): Fault => ({
  code,
  subject: metric,
  reason: `${metric}: ${reason}`,
});

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  seconds: 1000,
  milliseconds: 1,
  microseconds: 1e-3,
  nanoseconds: 1e-6,
};

const millisecondsPer = (unit: string): number => unitsMs[unit] ?? 1;

/** Prometheus writes the unit into the name, such as `http_request_duration_seconds_bucket`. */
function unitInName(metric: string): string {
  return /_(seconds|milliseconds|microseconds|nanoseconds)(_|$)/.exec(metric)?.[1] ?? "ms";
}
