import type { EvidenceFrame, SignalName } from "@tocsin/contracts";

/** A seeded stream of evidence frames that look like a pipeline's, for tests of the report alone. */
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Something that happens to units from `from` to `to`. */
export interface Disturbance {
  readonly units: readonly string[];
  readonly from: number;
  readonly to: number;
  /** `outage`: nothing answers. `errors`: requests fail, deliveries stall. `complaints`: reports alone rise. `refuge`: load rises. */
  readonly kind: "outage" | "errors" | "complaints" | "refuge";
}

export interface World {
  readonly from: number;
  readonly to: number;
  readonly units: readonly string[];
  readonly disturbances: readonly Disturbance[];
  readonly seed: number;
  readonly threshold: number;
}

type Random = () => number;

/** Mulberry32, public domain (Tommy Ettinger): 32 bits of state, good enough for pictures. */
function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const signalsOfUnit: readonly SignalName[] = [
  "errors",
  "traffic",
  "latency",
  "undelivered",
  "deliveries",
  "reports",
];

/** Frames of the whole period, one a minute. */
export function* frames(world: World): Generator<EvidenceFrame> {
  const random = seededRandom(world.seed);
  const memories = world.units.map(() => ({ telemetry: 0, reports: 0 }));
  for (let at = world.from; at < world.to; at += minuteMs) {
    yield frameAt(world, { at, random, memories });
  }
}

interface Moment {
  readonly at: number;
  readonly random: Random;
  /** Decaying sums of evidence per unit, standing in for the best onset of the last quarter of an hour. */
  readonly memories: readonly { telemetry: number; reports: number }[];
}

interface Row {
  readonly unit: string;
  readonly signal: SignalName;
  readonly observed: number | null;
  readonly exposure: number | null;
  readonly expected: number;
  readonly spread: number;
  readonly nats: number;
}

function frameAt(world: World, moment: Moment): EvidenceFrame {
  const rows = world.units.flatMap((unit, index) => rowsOfUnit(world, moment, { unit, index }));
  world.units.forEach((unit, index) =>
    remember(
      moment,
      rows.filter((row) => row.unit === unit),
      index,
    ),
  );
  const warmingUp = moment.at - world.from < hourMs;
  const together = togetherOf(moment, "telemetry");
  return {
    v: 1,
    windowStart: moment.at,
    windowMs: minuteMs,
    series: columnsOf(rows, warmingUp),
    units: {
      unit: [...world.units],
      logEvidence: moment.memories.map((memory) => memory.telemetry + memory.reports),
      logEvidenceWithoutReports: moment.memories.map((memory) => memory.telemetry),
      learning: moment.memories.map((memory) => memory.telemetry < 6),
    },
    groups: { component: ["backbone"], logEvidence: [together] },
    logEvidence: together + togetherOf(moment, "reports") / 2,
    withoutReports: together,
    threshold: world.threshold,
    commonFactor: {},
    completeness: 1,
  };
}

function rowsOfUnit(world: World, moment: Moment, { unit, index }: { unit: string; index: number }): Row[] {
  const active = world.disturbances.filter(
    (each) => moment.at >= each.from && moment.at < each.to && each.units.includes(unit),
  );
  const has = (kind: Disturbance["kind"]): boolean => active.some((each) => each.kind === kind);
  const day = 1 + 0.45 * Math.sin((2 * Math.PI * (moment.at % dayMs)) / dayMs - 1.9);
  const size = 4000 * (1 + (index % 5)) * day;
  const noise = (share: number): number =>
    1 + share * (moment.random() + moment.random() + moment.random() - 1.5);
  const age = Math.min(...active.map((each) => moment.at - each.from)) / minuteMs;
  const surge = 1 + 14 * Math.min(1, age / 12) * Math.exp(-age / 240);

  const trafficFactor = has("outage") ? 0.004 : has("refuge") ? 1.35 : 1;
  const requests = Math.round(size * noise(0.05) * trafficFactor);
  const errorShare = has("errors") ? 0.46 * noise(0.3) : has("outage") ? 0.9 : 0.002 * noise(0.5);
  const deliveredShare = has("errors") ? 0.4 : has("outage") ? 0.02 : 1;
  const reportsFactor = active.length > 0 ? surge : 1;
  const observed: Record<string, readonly [number | null, number | null, number]> = {
    errors: [Math.round(requests * errorShare), requests, requests * 0.002],
    traffic: [requests, null, size],
    latency: [has("outage") ? null : 220 * noise(0.1) * (has("errors") ? 7 : 1), null, 220],
    undelivered: [Math.round(size * (1 - deliveredShare * 0.999)), size, size * 0.001],
    deliveries: [Math.round(size * 0.8 * deliveredShare * noise(0.05)), null, size * 0.8],
    reports: [Math.max(0, Math.round(6 * day * noise(0.6) * reportsFactor)), null, 6 * day],
  };
  return signalsOfUnit.map((signal) => {
    const [value, exposure, expected] = observed[signal] ?? [null, null, 1];
    const spread = signal === "latency" ? 60 : Math.sqrt(expected) + 0.08 * expected;
    return {
      unit,
      signal,
      observed: value,
      exposure,
      expected,
      spread,
      nats: natsOf(value, expected, spread),
    };
  });
}

function natsOf(value: number | null, expected: number, spread: number): number {
  if (value === null) return 0;
  const z = Math.abs(value - expected) / spread;
  return Math.min(16, Math.max(-0.3, z - 3));
}

function remember(moment: Moment, rows: readonly Row[], index: number): void {
  const memory = moment.memories[index];
  if (memory === undefined) return;
  const sum = (wanted: readonly Row[]): number => wanted.reduce((total, row) => total + row.nats, 0);
  memory.telemetry = step(
    memory.telemetry,
    sum(rows.filter((row) => row.signal !== "reports" && row.signal !== "traffic")),
  );
  memory.reports = step(memory.reports, sum(rows.filter((row) => row.signal === "reports")));
}

function step(sum: number, nats: number): number {
  return Math.max(0, nats > 0 ? 0.93 * sum + nats : 0.6 * sum + nats);
}

/** The third strongest unit speaks for all: one or two failing services are no simultaneous failure. */
function togetherOf(moment: Moment, lane: "telemetry" | "reports"): number {
  const sorted = moment.memories.map((memory) => memory[lane]).toSorted((one, other) => other - one);
  return sorted.slice(2).reduce((total, nats) => total + Math.max(0, nats - 2), 0);
}

function columnsOf(rows: readonly Row[], warmingUp: boolean): EvidenceFrame["series"] {
  const unlessWarming = (value: number): number | null => (warmingUp ? null : value);
  return {
    unit: rows.map((row) => row.unit),
    signal: rows.map((row) => row.signal),
    source: rows.map(() => null),
    state: rows.map((row) => (warmingUp ? "warming-up" : row.nats > 3 ? "abnormal" : "normal")),
    observed: rows.map((row) => row.observed),
    exposure: rows.map((row) => row.exposure),
    expected: rows.map((row) => unlessWarming(row.expected)),
    lower: rows.map((row) => unlessWarming(Math.max(0, row.expected - 2.5 * row.spread))),
    upper: rows.map((row) => unlessWarming(row.expected + 2.5 * row.spread)),
    evidenceNats: rows.map((row) => unlessWarming(row.nats)),
  };
}
