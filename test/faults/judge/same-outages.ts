import type { AlertEvent } from "@tocsin/core";
import { type Damage } from "./compare.ts";

/** So far apart may the first words about one outage be. */
const withinMs = 5 * 60_000;

/** An incident of many services, as it was told first and named last. */
interface Outage {
  readonly id: string;
  readonly atMs: number;
  readonly component: string;
  /** When it was said to be open: first, and with each change. */
  readonly openAtMs: readonly number[];
}

function outagesOf(alerts: readonly AlertEvent[]): readonly Outage[] {
  const outages = new Map<string, Outage>();
  for (const { time, data } of alerts) {
    if (data.scope !== "simultaneous") continue;
    const now = Date.parse(time);
    const { atMs, openAtMs } = outages.get(data.incident) ?? { atMs: now, openAtMs: [] };
    outages.set(data.incident, {
      id: data.incident,
      atMs,
      component: data.component?.name ?? "none",
      openAtMs: data.status === "open" ? [...openAtMs, now] : openAtMs,
    });
  }
  return [...outages.values()];
}

/**
 * Whether the outages of one log are those of another: of the same components, and told at about the same time. What is
 * said of single services may differ. Where a service that is silent keeps an incident open until the next outage of its
 * component, that outage is told as a change of the incident: at its time, and by its component, as it must be.
 */
export function compareOutages(
  of: string,
  expected: readonly AlertEvent[],
  found: readonly AlertEvent[],
): readonly Damage[] {
  const [wanted, told] = [outagesOf(expected), outagesOf(found)];
  const lacksIn = (others: readonly Outage[], { component, atMs }: Outage): boolean =>
    !others.some(
      (other) =>
        other.component === component && other.openAtMs.some((openMs) => Math.abs(openMs - atMs) <= withinMs),
    );
  const idOf = ({ component, atMs }: Outage): string => `${component} at ${new Date(atMs).toISOString()}`;
  return [
    ...wanted
      .filter((outage) => lacksIn(told, outage))
      .map((outage) => ({ kind: "missing", of, id: idOf(outage) }) as const),
    ...told
      .filter((outage) => lacksIn(wanted, outage))
      .map((outage) => ({ kind: "unexpected", of, id: idOf(outage) }) as const),
  ];
}
