import type { Incident, Member } from "../incident/index.ts";
import type { Evidence } from "../model/index.ts";
import type { Entity } from "../world/directory.ts";
import { rounded } from "./round.ts";
import { type Signal, signals } from "../world/world-window.ts";

/** What a failure costs, counted window by window. */
export const figures = [
  "requestsFailed",
  "requestsMissing",
  "messagesUndelivered",
  "messagesMissing",
  "reportsAboveExpected",
] as const;
export type Figure = (typeof figures)[number];
export type Costs = Readonly<Record<Figure, number>>;

/** The signal that a figure is counted from; the last four signals of the list are counted in their own units. */
const figureOf: Readonly<Partial<Record<Signal, Figure>>> = {
  errors: "requestsFailed",
  traffic: "requestsMissing",
  undelivered: "messagesUndelivered",
  deliveries: "messagesMissing",
  reports: "reportsAboveExpected",
};
const missingFigures: readonly Figure[] = ["requestsMissing", "messagesMissing"];

/** Windows that are kept one by one: as far back as an onset may be found. */
const windowsKept = 160;
/** What led to a failure is looked for in so many windows before its onset. */
const windowsBefore = 20;
/** So much must a window say of a series whose service is in no incident yet, nats: or calm ones would be kept too. */
const clearly = 1;
/** Requests are a surge from so many times the expected on, where so many are expected. */
const surgeRatio = 2;
const fewestOfSurge = 10;

/** One window of a service that said something: what it cost, and the requests where they surged, else zeros. */
export interface TollWindow extends Costs {
  readonly window: number;
  readonly surged: number;
  readonly surgedFrom: number;
}
const columns = ["window", ...figures, "surged", "surgedFrom"] as const;

const rowOf = (told: TollWindow): readonly number[] => columns.map((name) => told[name]);
const windowOf = (row: readonly number[]): TollWindow =>
  Object.fromEntries(columns.map((name, at) => [name, row[at]!])) as Record<(typeof columns)[number], number>;

/** By service: the windows kept, the numbers of each in the order of `columns`; and what older ones have cost. */
export interface TollSnapshot {
  readonly windows: readonly (readonly [service: string, windows: readonly (readonly number[])[]])[];
  readonly older: readonly (readonly [service: string, costs: Costs])[];
}

/**
 * What failures cost, by service (rule 49). A series counts in the windows that speak for its failure alone, or the noise of
 * quiet ones would add up; before there is an incident, in those that do so clearly.
 */
export interface Toll {
  /** Once a window, with the incidents that are open after it. */
  note(evidence: Evidence, open: readonly Incident[]): void;
  /** What a member has cost since its onset, until it recovered. */
  costsOf(member: Member): Costs;
  /** The windows of a service that are kept and said something, in order. */
  windowsOf(service: string): readonly TollWindow[];
  /** Whether the windows before an onset are kept still. */
  reaches(onsetWindow: number, window: number): boolean;
  /** As if no incident were open. */
  forget(): void;
  snapshot(): TollSnapshot;
}

export function toll(snapshot: TollSnapshot = { windows: [], older: [] }): Toll {
  const windows = new Map(snapshot.windows.map(([service, kept]) => [service, kept.map(windowOf)]));
  const older = new Map(snapshot.older);
  // No window that is kept is older: nearly always nothing has to be looked through.
  let oldest = oldestOf(windows);
  return {
    note: (evidence, open) => {
      const failing = membersByService(open);
      for (const [service, told] of toldBy(evidence, failing)) {
        const kept = windows.get(service);
        if (kept === undefined) windows.set(service, [told]);
        else kept.push(told);
        oldest = Math.min(oldest, told.window);
      }
      forgetOver(older, failing);
      const limit = evidence.window - windowsKept;
      if (oldest > limit) return;
      age(windows, older, limit, failing);
      oldest = oldestOf(windows);
    },
    costsOf: (member) =>
      (windows.get(member.service) ?? [])
        .filter((told) => isCounted(told, member))
        .reduce(summed, older.get(member.service) ?? nothing),
    windowsOf: (service) => windows.get(service) ?? [],
    reaches: (onsetWindow, window) => window - onsetWindow + windowsBefore <= windowsKept,
    forget: () => older.clear(),
    snapshot: () => ({
      windows: [...windows].map(([service, kept]) => [service, kept.map(rowOf)]),
      older: [...older],
    }),
  };
}

const nothing: Costs = {
  requestsFailed: 0,
  requestsMissing: 0,
  messagesUndelivered: 0,
  messagesMissing: 0,
  reportsAboveExpected: 0,
};

export const summed = (sum: Costs, costs: Costs): Costs => ({
  requestsFailed: sum.requestsFailed + costs.requestsFailed,
  requestsMissing: sum.requestsMissing + costs.requestsMissing,
  messagesUndelivered: sum.messagesUndelivered + costs.messagesUndelivered,
  messagesMissing: sum.messagesMissing + costs.messagesMissing,
  reportsAboveExpected: sum.reportsAboveExpected + costs.reportsAboveExpected,
});

const isCounted = ({ window }: TollWindow, member: Member): boolean =>
  window >= member.onsetWindow && !(member.recovered && window > member.lastActiveWindow);

const nobody: ReadonlyMap<string, readonly Member[]> = new Map();

const membersByService = (open: readonly Incident[]): ReadonlyMap<string, readonly Member[]> =>
  open.length === 0
    ? nobody
    : Map.groupBy(
        open.flatMap(({ members }) => members),
        ({ service }) => service,
      );

/** The oldest window that is kept; none: later than any. */
function oldestOf(windows: ReadonlyMap<string, readonly TollWindow[]>): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const [first] of windows.values()) oldest = Math.min(oldest, first?.window ?? oldest);
  return oldest;
}

function forgetOver(older: Map<string, Costs>, failing: ReadonlyMap<string, unknown>): void {
  for (const service of older.keys()) if (!failing.has(service)) older.delete(service);
}

/** Windows that are too old are added up where they are part of an open incident, and forgotten where they are not. */
function age(
  windows: Map<string, TollWindow[]>,
  older: Map<string, Costs>,
  limit: number,
  failing: ReadonlyMap<string, readonly Member[]>,
): void {
  for (const [service, kept] of windows) {
    while (kept.length > 0 && kept[0]!.window <= limit) {
      const told = kept.shift()!;
      const isOf = (failing.get(service) ?? []).some((member) => isCounted(told, member));
      if (isOf) older.set(service, summed(older.get(service) ?? nothing, told));
    }
    if (kept.length === 0) windows.delete(service);
  }
}

const none: readonly Excess[] = [];

/** What one series adds to a figure of its service. */
interface Excess {
  readonly entity: Entity;
  readonly figure: Figure | "surged";
  readonly value: number;
  readonly expected: number;
}

/** The services of which this window says something. */
function toldBy(
  evidence: Evidence,
  failing: ReadonlyMap<string, unknown>,
): readonly (readonly [string, TollWindow])[] {
  if (evidence.blind) return [];
  const { directory, window } = evidence;
  const all = excesses(evidence, failing);
  if (all.length === 0) return [];
  const found = Map.groupBy(all, ({ entity }) => entity.service);
  return [...found].map(([service, list]) => {
    const ofFigure = (figure: Excess["figure"]): ReturnType<typeof largest> =>
      list.length === 1 && list[0]!.figure !== figure
        ? largest(none)
        : largest(list.filter((one) => one.figure === figure));
    const of = (figure: Figure): number => rounded(ofFigure(figure).value);
    const surge = ofFigure("surged");
    const told: TollWindow = {
      window,
      requestsFailed: of("requestsFailed"),
      requestsMissing: of("requestsMissing"),
      messagesUndelivered: of("messagesUndelivered"),
      messagesMissing: of("messagesMissing"),
      reportsAboveExpected: of("reportsAboveExpected"),
      surged: rounded(surge.value),
      surgedFrom: rounded(surge.expected),
    };
    return [directory.services[service]!.name, told] as const;
  });
}

/**
 * Sources see the same and are never added: the one that saw most counts. Operations are added up; where the service
 * itself is observed they are part of it, and the larger of the two counts.
 */
function largest(list: readonly Excess[]): { readonly value: number; readonly expected: number } {
  const [first] = list;
  if (first === undefined || list.length === 1) return first ?? { value: 0, expected: 0 };
  const byEntity = new Map<Entity, Excess>();
  for (const one of list) {
    const known = byEntity.get(one.entity);
    if (known === undefined || known.value < one.value) byEntity.set(one.entity, one);
  }
  const most = [...byEntity.values()];
  const whole = most.filter(({ entity }) => entity.operation === null);
  const parts = most.filter(({ entity }) => entity.operation !== null);
  const sum = (some: readonly Excess[], key: "value" | "expected"): number =>
    some.reduce((all, one) => all + one[key], 0);
  const larger = sum(whole, "value") >= sum(parts, "value") ? whole : parts;
  return { value: sum(larger, "value"), expected: sum(larger, "expected") };
}

/** Of what is worked on nothing counts (rule 53). */
function excesses(evidence: Evidence, failing: ReadonlyMap<string, unknown>): readonly Excess[] {
  const { directory, series, entities, window } = evidence;
  const found: Excess[] = [];
  for (let index = 0; index < directory.series.length; index += 1) {
    if (series.observedWindow[index] !== window || series.ready[index] === 0) continue;
    const nats = series.logEvidence[index]!;
    const { signal, service } = directory.series[index]!;
    // Nearly every series of nearly every window ends here.
    if (nats <= 0 && signal !== "traffic") continue;
    const speaks = nats > clearly || (nats > 0 && failing.has(service));
    const surges = signal === "traffic" && isSurge(evidence, index);
    if (!speaks && !surges) continue;
    const entity = directory.entities[directory.entityOfSeries[index]!]!;
    if (entities.maintained[entity.index] === 1) continue;
    const observed = series.observed[index]!;
    const expected = series.expected[index]!;
    if (surges) found.push({ entity, figure: "surged", value: observed, expected });
    const figure = figureOf[signal];
    if (figure === undefined || !speaks || !isCountable(evidence, entity, signal, index)) continue;
    const value = missingFigures.includes(figure) ? expected - observed : observed - expected;
    if (value > 0) found.push({ entity, figure, value, expected });
  }
  return found;
}

function isSurge({ series }: Evidence, row: number): boolean {
  const observed = series.observed[row]!;
  const expected = series.expected[row]!;
  return (
    expected >= fewestOfSurge &&
    observed >= surgeRatio * expected &&
    observed > series.upper[row]! &&
    series.measureOf(row) === "count"
  );
}

/** Probes are no requests of users. */
const isCountable = (evidence: Evidence, entity: Entity, signal: Signal, row: number): boolean =>
  evidence.series.measureOf(row) !== null && !(signal === "errors" && isProbed(evidence, entity));

/** Whether the requests of an entity are those of a probe, and so carry no information. */
function isProbed({ series }: Evidence, { seriesBySignal }: Entity): boolean {
  const rows = seriesBySignal[signals.indexOf("traffic")]!;
  return rows.length > 0 && rows.every((row) => series.measureOf(row) === null);
}

/** Whether anything was seen of a service that the figure can be counted from. */
export function isKnown(evidence: Evidence, service: string, figure: Figure): boolean {
  const { directory, series } = evidence;
  const index = directory.serviceByName.get(service);
  if (index === undefined) return false;
  const signal = signals.findIndex((one) => figureOf[one] === figure);
  return directory.services[index]!.entities.some((at) => {
    const entity = directory.entities[at]!;
    return entity.seriesBySignal[signal]!.some(
      (row) => series.ready[row] === 1 && isCountable(evidence, entity, signals[signal]!, row),
    );
  });
}
