import type { Acknowledgement, AlertEvent } from "@tocsin/contracts";
import type { LogPosition } from "@tocsin/log";
import { type Routing, sinksFor } from "../routing/routes.ts";
import { type HeldIncident, type Told, toldNothing } from "./told.ts";

/** What the notifier knows: the incidents that somebody is still to be told of, and who takes care of which. */
export interface Book {
  readonly incidents: ReadonlyMap<string, HeldIncident>;
  /**
   * Takes an alert up, and says whether that changed anything. An open incident is held although nobody is to be told of
   * it yet: it may become worse.
   */
  take(event: AlertEvent, from: LogPosition, takenAtMs: number): boolean;
  /** A sink knows this much from now on; nothing where the incident is not held any more. */
  tell(incident: string, sink: string, told: Told): void;
  /** These sinks alone are still to be told of it; where there are none it is held no longer. */
  keep(incident: string, told: ReadonlyMap<string, Told>): void;
  /** Null: nobody takes care any more. */
  care(incident: string, acknowledgement: Acknowledgement | null): void;
  careOf(incident: string): Acknowledgement | null;
  /** The incidents of these sinks alone are held on, and what is open goes by the routes as they are now. */
  reroute(routing: Routing, sinks: readonly string[]): readonly string[];
}

/** Of how many incidents it is remembered that somebody takes care; of more the eldest are forgotten. */
const mostCared = 20_000;

export function book(held: ReadonlyMap<string, HeldIncident>, first: Routing): Book {
  const incidents = new Map(held);
  const cared = new Map<string, Acknowledgement>();
  let routing = first;

  const withSinks = (told: ReadonlyMap<string, Told>, event: AlertEvent): ReadonlyMap<string, Told> => {
    const all = new Map(told);
    for (const sink of sinksFor(event.data, routing)) if (!all.has(sink)) all.set(sink, toldNothing);
    return all;
  };

  return {
    incidents,
    take(event, from, takenAtMs) {
      const { incident, revision, status } = event.data;
      const known = incidents.get(incident);
      if (known === undefined && status !== "open") return false;
      if (known !== undefined && known.event.data.revision >= revision) return false;
      const before = known?.told ?? new Map<string, Told>();
      const told = status === "open" ? withSinks(before, event) : before;
      if (status !== "open" && told.size === 0) incidents.delete(incident);
      else incidents.set(incident, { event, from, takenAtMs, told });
      return true;
    },
    tell(incident, sink, told) {
      const known = incidents.get(incident);
      if (known === undefined) return;
      incidents.set(incident, { ...known, told: new Map(known.told).set(sink, told) });
    },
    keep(incident, told) {
      const known = incidents.get(incident);
      if (known === undefined) return;
      if (told.size === 0) incidents.delete(incident);
      else incidents.set(incident, { ...known, told });
    },
    care(incident, acknowledgement) {
      cared.delete(incident);
      if (acknowledgement !== null) cared.set(incident, acknowledgement);
      const [eldest] = cared.keys();
      if (cared.size > mostCared && eldest !== undefined) cared.delete(eldest);
    },
    careOf: (incident) => cared.get(incident) ?? null,
    reroute(changed, sinks) {
      routing = changed;
      const touched: string[] = [];
      for (const [incident, known] of incidents) {
        const kept = new Map([...known.told].filter(([sink]) => sinks.includes(sink)));
        const told = known.event.data.status === "open" ? withSinks(kept, known.event) : kept;
        if (told.size === known.told.size && kept.size === known.told.size) continue;
        if (told.size === 0 && known.event.data.status !== "open") incidents.delete(incident);
        else incidents.set(incident, { ...known, told });
        touched.push(incident);
      }
      return touched;
    },
  };
}
