import type {
  ErrorCode,
  MappedField,
  MetricRule,
  NameFrom,
  TelemetryMapping,
  ValueKind,
} from "@tocsin/contracts";
import type { Attributes } from "../point.ts";
import { matcherOf } from "./pattern.ts";
import { presets } from "../presets/index.ts";
import type { RuleGroup } from "./preset.ts";

/** A rule with what it says by leaving it out. */
export interface CompiledRule {
  /** The same for all rules of a group; smaller for groups that stand before. */
  readonly group: number;
  readonly as: MappedField;
  readonly kind: ValueKind | null;
  readonly unit: string | null;
  readonly everyMs: number;
  readonly fits: (attributes: Attributes) => boolean;
  readonly service: NameFrom;
  readonly operation: NameFrom | null;
  readonly region: NameFrom | null;
  readonly source: NameFrom | null;
}

export interface CompiledMapping {
  readonly intervalMs: number;
  readonly maxGapMs: number;
  readonly rules: ReadonlyMap<string, readonly CompiledRule[]>;
}

const defaultIntervalMs = 60_000;

/** Prometheus takes a series for gone after five minutes without a sample. */
const defaultMaxGapMs = 300_000;

/** Where a service stands in OTLP, Prometheus and Telegraf unless a mapping says otherwise. */
const defaultService: NameFrom = ["service.name", "service", "service_name", "application", "app", "job"];

/** What is wrong with a mapping that its schema does not say. */
export interface MappingFault {
  readonly code: ErrorCode;
  readonly path: readonly string[];
  readonly reason: string;
  /** A preset that there is not. */
  readonly unknownPreset?: string;
}

const dayMs = 86_400_000;

export function mappingFaults({ preset, metrics, intervalMs }: TelemetryMapping): readonly MappingFault[] {
  const faults: MappingFault[] = presetNames(preset)
    .filter((name) => !presets.has(name))
    .map((name) => ({
      code: "config-schema",
      path: ["preset"],
      reason: `there is no preset ${name}`,
      unknownPreset: name,
    }));
  if (preset === undefined && metrics === undefined) {
    faults.push({ code: "config-schema", path: [], reason: "a mapping needs a preset or metrics" });
  }
  if (intervalMs !== undefined && dayMs % intervalMs !== 0) {
    const reason = "a day must be a whole number of intervals";
    faults.push({ code: "config-schema", path: ["intervalMs"], reason });
  }
  return faults;
}

/** Rules by metric. Without a mapping all presets hold. An unknown preset is a fault of the program: it is to be checked before. */
export function compileMapping(mapping: TelemetryMapping | null): CompiledMapping {
  const given = mapping ?? { preset: [...presets.keys()] };
  const intervalMs = given.intervalMs ?? defaultIntervalMs;
  const maxGapMs = given.maxGapMs ?? Math.max(defaultMaxGapMs, 2.5 * intervalMs);
  const own: readonly RuleGroup[] = given.metrics === undefined ? [] : [{ metrics: given.metrics }];
  const ready = presetNames(given.preset).flatMap((name) => {
    const preset = presets.get(name);
    if (preset === undefined) throw new Error(`there is no preset ${name}`);
    return preset.groups;
  });
  const rules = new Map<string, CompiledRule[]>();
  for (const [group, { metrics, ...names }] of [...own, ...ready].entries()) {
    for (const rule of metrics) {
      const before = rules.get(rule.metric);
      const compiled = compiledRule(rule, { ...names, ...namesOf(given) }, { group, intervalMs });
      if (before === undefined) rules.set(rule.metric, [compiled]);
      else before.push(compiled);
    }
  }
  return { intervalMs, maxGapMs, rules };
}

const presetNames = (preset: TelemetryMapping["preset"]): readonly string[] =>
  preset === undefined ? [] : typeof preset === "string" ? [preset] : preset;

type Names = Omit<RuleGroup, "metrics">;

const namesOf = ({ service, operation, region, source }: TelemetryMapping): Names => ({
  ...(service === undefined ? {} : { service }),
  ...(operation === undefined ? {} : { operation }),
  ...(region === undefined ? {} : { region }),
  ...(source === undefined ? {} : { source }),
});

function compiledRule(
  rule: MetricRule,
  names: Names,
  { group, intervalMs }: { readonly group: number; readonly intervalMs: number },
): CompiledRule {
  const where = conditionsOf(rule.where);
  const unless = conditionsOf(rule.unless);
  return {
    group,
    as: rule.as,
    kind: rule.kind ?? null,
    unit: rule.unit ?? null,
    everyMs: rule.everyMs ?? intervalMs,
    fits: (attributes) =>
      where.every((holds) => holds(attributes)) &&
      (unless.length === 0 || !unless.every((holds) => holds(attributes))),
    service: rule.service ?? names.service ?? defaultService,
    operation: rule.operation ?? names.operation ?? null,
    region: rule.region ?? names.region ?? null,
    source: rule.source ?? names.source ?? null,
  };
}

export const wantsBuckets = ({ rules }: CompiledMapping, metric: string): boolean =>
  rules.get(metric)?.some(({ as }) => as === "latency") === true;

function conditionsOf(conditions: MetricRule["where"]): readonly ((attributes: Attributes) => boolean)[] {
  return Object.entries(conditions ?? {}).map(([name, pattern]) => {
    const matches = matcherOf(pattern);
    return (attributes) => matches(attributes.get(name) ?? "");
  });
}
