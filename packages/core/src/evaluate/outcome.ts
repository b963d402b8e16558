import { instant, type Scope } from "./truth.ts";

/** What scoring reads of an alert event; the wire's `AlertEvent` has all of it. */
export interface JudgedAlert {
  readonly time: string;
  readonly data: {
    readonly incident: string;
    readonly status: "open" | "resolved" | "retracted";
    readonly scope: Scope;
    readonly onset: string;
    readonly detectedAt: string;
    readonly resolvedAt?: string;
    readonly services: readonly { readonly service: string; readonly role: string }[];
    readonly component: { readonly name: string } | null;
    readonly supersededBy?: string;
  };
}

/** What became of one incident after all of its alert events. */
export interface Outcome {
  readonly incident: string;
  readonly status: "open" | "resolved" | "retracted";
  readonly scope: Scope;
  readonly onsetMs: number;
  /** Null while it is open. */
  readonly endMs: number | null;
  /** When each scope that it ever had was first announced, event time. */
  readonly announcedMs: Readonly<Partial<Record<Scope, number>>>;
  /** Services said to fail (`suspected` ones in a reports-only incident). */
  readonly members: readonly string[];
  readonly component: string | null;
  /** It went into another incident, which speaks for it. */
  readonly superseded: boolean;
}

/** The outcome after one more event of the same incident; null before the first. Events come in order of revision. */
export function outcomeAfter(before: Outcome | null, { time, data }: JudgedAlert): Outcome {
  const announced = before?.announcedMs ?? {};
  const knownMs = Math.max(instant(time), instant(data.detectedAt));
  return {
    incident: data.incident,
    status: data.status,
    scope: data.scope,
    onsetMs: instant(data.onset),
    endMs: endOf(data, time),
    announcedMs: { ...announced, [data.scope]: announced[data.scope] ?? knownMs },
    members: data.services.filter(({ role }) => failing.has(role)).map(({ service }) => service),
    component: data.component?.name ?? null,
    superseded: data.supersededBy !== undefined,
  };
}

const failing: ReadonlySet<string> = new Set(["member", "suspected"]);

function endOf(data: JudgedAlert["data"], time: string): number | null {
  if (data.resolvedAt !== undefined) return instant(data.resolvedAt);
  return data.status === "open" ? null : instant(time);
}

/** Outcomes of all incidents in a log of alert events, in order of their first event. */
export function outcomesOf(alerts: Iterable<JudgedAlert>): readonly Outcome[] {
  const outcomes = new Map<string, Outcome>();
  for (const alert of alerts) {
    const { incident } = alert.data;
    outcomes.set(incident, outcomeAfter(outcomes.get(incident) ?? null, alert));
  }
  return [...outcomes.values()];
}
