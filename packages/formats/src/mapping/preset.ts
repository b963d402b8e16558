import type { MetricRule, NameFrom } from "@tocsin/contracts";

/**
 * Rules that belong together, and the names of their series. Where rules of two groups make the same field of the same
 * service, as when a library sends a metric by its old and its new name, the group that came first is used alone.
 */
export interface RuleGroup {
  readonly service?: NameFrom;
  readonly operation?: NameFrom;
  readonly region?: NameFrom;
  readonly source?: NameFrom;
  readonly metrics: readonly MetricRule[];
}

export interface Preset {
  readonly name: string;
  /** One line for the list of presets. */
  readonly reads: string;
  /** Where the names of the metrics are documented. */
  readonly documented: string;
  readonly groups: readonly RuleGroup[];
}
