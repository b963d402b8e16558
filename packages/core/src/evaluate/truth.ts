import { parseIso } from "../time/parse-iso.ts";
import type { TimeSpan } from "./time-span.ts";

export type Scope = "isolated" | "simultaneous" | "reports-only" | "source" | "blind";

/** A labels file as it is written: times in ISO 8601. */
export interface LabelsFile {
  readonly incidents: readonly {
    readonly id: string;
    readonly scope: Scope;
    readonly onset: string;
    readonly end: string;
    readonly services: readonly string[];
    readonly component?: string | null;
    readonly innocent?: readonly string[];
  }[];
  readonly quiet?: readonly { readonly from: string; readonly to: string }[];
}

export interface TrueIncident {
  readonly id: string;
  readonly scope: Scope;
  readonly onsetMs: number;
  readonly endMs: number;
  readonly services: readonly string[];
  /** Undefined where the label does not say; null where it says that nothing is shared. */
  readonly component: string | null | undefined;
  readonly innocent: readonly string[];
}

/** What really happened. `quiet` is null where the labels say nothing of quiet time. */
export interface Truth {
  readonly incidents: readonly TrueIncident[];
  readonly quiet: readonly TimeSpan[] | null;
}

/** Labels with their times in milliseconds. Throws on a time that is none: labels are validated before. */
export function truthOf(labels: LabelsFile): Truth {
  return {
    incidents: labels.incidents.map((label) => ({
      id: label.id,
      scope: label.scope,
      onsetMs: instant(label.onset),
      endMs: instant(label.end),
      services: label.services,
      component: label.component,
      innocent: label.innocent ?? [],
    })),
    quiet: labels.quiet?.map(({ from, to }) => ({ fromMs: instant(from), toMs: instant(to) })) ?? null,
  };
}

/** Epoch milliseconds of a time that was validated before; throws if it was not. */
export function instant(text: string): number {
  const ms = parseIso(text);
  if (ms === null) throw new Error(`not an ISO 8601 time with offset: ${text}`);
  return ms;
}
