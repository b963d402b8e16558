import fc from "fast-check";
import {
  type Assessment,
  type Depth,
  depths,
  type Diagnosis,
  type Explanation,
  type FailingService,
  type LateSince,
  type LateSupport,
  type SharedNow,
  type Verdict,
} from "../../src/correlate/index.ts";
import { assessmentOf, natsOf, diagnosisOf, everyone, explanationOf, verdictOf } from "./verdicts.ts";

/** What the evidence says over some windows in a row. */
export interface Phase {
  readonly windows: number;
  readonly blind: boolean;
  /** Who still fails, who cannot be judged, whom people complain about. */
  readonly failing: readonly string[];
  readonly unknown: readonly string[];
  readonly complained: readonly string[];
  readonly faultySources: readonly string[];
  readonly alarm: "none" | "reports" | "together";
  /** Who fails together, since so many windows before the phase, and by what. */
  readonly together: readonly string[];
  readonly lag: number;
  readonly component: string | null;
  /** What explains an incident that grows, and how well. */
  readonly wider: string | null;
  readonly odds: number;
  /** Who fails alone, and since when. */
  readonly alone: readonly string[];
  readonly aloneLag: number;
  /** Of whom telemetry comes late as the phase begins: nothing is left of their failure, or it began so long before. */
  readonly gone: readonly string[];
  readonly moved: readonly string[];
  readonly movedLag: number;
  /** Whether those that fail alone are no accident together. */
  readonly concurrent: boolean;
  /** How deeply everybody fails. */
  readonly depth: Depth;
  /** What is left of whom is no more than a drift. */
  readonly drifted: readonly string[];
}

const twoCandidates = [
  { name: "core", odds: 1 },
  { name: "rest", odds: 1 },
];

/** Windows from an alarm to its settling. */
const settlingWindows = 3;

const someOf = (names: readonly string[], minLength = 0) => fc.subarray([...names], { minLength });

/** Phases that last from a window to a quarter of an hour, so that incidents open, settle and recover. */
export const arbitraryPhases: fc.Arbitrary<readonly Phase[]> = fc.array(
  fc.record({
    windows: fc.integer({ min: 1, max: 15 }),
    blind: fc.constantFrom(true, false, false, false, false, false),
    failing: someOf(everyone),
    unknown: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, someOf(everyone)),
    complained: someOf(everyone),
    faultySources: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, someOf(["east", "west"])),
    alarm: fc.constantFrom("none", "none", "reports", "together"),
    together: someOf(everyone, 1),
    lag: fc.integer({ min: 0, max: 20 }),
    component: fc.constantFrom("core", "rest", "all", null),
    wider: fc.constantFrom("core", "all", null),
    odds: fc.constantFrom(1, 4),
    alone: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, someOf(everyone)),
    aloneLag: fc.integer({ min: 0, max: 25 }),
    gone: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, someOf(everyone)),
    moved: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, someOf(everyone)),
    movedLag: fc.integer({ min: 1, max: 25 }),
    concurrent: fc.constantFrom(false, false, true),
    depth: fc.constantFrom(...depths),
    drifted: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, someOf(everyone)),
  }),
  { minLength: 3, maxLength: 14 },
);

/** A window of a phase, with the window in which each service was last taken to be over. */
export interface At {
  readonly window: number;
  readonly phase: Phase;
  readonly phaseStart: number;
  readonly overSince: ReadonlyMap<string, number>;
}

export function assessmentAt(at: At, services: readonly string[]): Assessment {
  const { window, phase } = at;
  const { blind, failing, unknown, complained, faultySources, depth, drifted } = phase;
  const assessed = services.map((service) => [
    service,
    {
      failureNats: natsOf(unknown.includes(service) ? null : failing.includes(service)),
      complaintNats: natsOf(complained.includes(service)),
      depth,
      isWithinDrift: drifted.includes(service),
    },
  ]);
  return assessmentOf({
    window,
    blind,
    services: Object.fromEntries(assessed) as Record<string, { failureNats: number | null }>,
    faultySources: faultySources.map((name) => ({ name, sinceWindow: window - 1 })),
    lateSupport: (service, since) => lateSupportAt(at, service, since),
  });
}

function lateSupportAt(
  { window, phase, phaseStart }: At,
  service: string,
  since: LateSince,
): LateSupport | null {
  const { gone, moved, movedLag } = phase;
  if (window !== phaseStart || gone.length + moved.length === 0) return null;
  const before = { nats: 20, onsetWindow: window };
  if (gone.includes(service)) return { isHeard: true, before, after: { nats: 3, onsetWindow: window } };
  const onsetWindow = Math.max(since.onsetWindow - since.leadWindows, window - movedLag);
  const isMoved = moved.includes(service);
  return { isHeard: isMoved, before, after: isMoved ? { nats: 15, onsetWindow } : before };
}

/** The verdict of a window: evidence of what is over is forgotten, so no failure begins before that. */
export function verdictAt(at: At): Verdict {
  const { window, phase, phaseStart } = at;
  const { blind, alarm, lag, alone, aloneLag, complained } = phase;
  return verdictOf({
    window,
    blind,
    all: alarm === "none" ? 0 : 20,
    withoutReports: alarm === "together" ? 8 : 0,
    lag: Math.min(20, window - phaseStart + lag),
    isolated: failingAt(at, alone, aloneLag, window).map((one) => ({ ...one, logEvidence: 15 })),
    suspected: failingAt(at, complained, lag, phaseStart - lag).map(({ service }) => service),
    complained,
    depth: phase.depth,
    ask: {
      diagnose: (among, startLag) => diagnosisAt(at, among, startLag),
      explain: (failing, others) => explanationAt(at, failing, others),
      joinedOnset: ({ onsetWindow }, since) => (phase.odds > 1 ? onsetWindow : Math.max(onsetWindow, since)),
      concurrent: (lone, others) => (phase.concurrent ? sharedAt(at, lone, others) : null),
      onsetOf: (service) =>
        failingAt(at, alone, aloneLag, window - settlingWindows).find((one) => one.service === service)
          ?.onsetWindow ?? null,
    },
  });
}

/** Those of the services whose evidence is not forgotten, since so many windows before the phase, at the latest since `latest`. */
const failingAt = (
  { phaseStart, overSince }: At,
  services: readonly string[],
  ago: number,
  latest: number,
): readonly FailingService[] =>
  services.flatMap((service) => {
    const earliest = (overSince.get(service) ?? -1) + 1;
    const onsetWindow = Math.min(latest, Math.max(earliest, phaseStart - ago));
    return earliest > latest ? [] : [{ service, onsetWindow }];
  });

/** What is shared, and those of whom the explanation speaks besides. */
function explanationAt(
  { phase }: At,
  failing: readonly FailingService[],
  others: readonly string[],
): Explanation {
  const { wider, odds } = phase;
  const names = failing.map(({ service }) => service);
  return {
    ...explanationOf(wider, odds),
    notFailing: others.filter((name) => !names.includes(name)).slice(0, 1),
  };
}

/** All that fail alone, in order of their onsets. */
function sharedAt({ phase }: At, lone: readonly FailingService[], others: readonly string[]): SharedNow {
  const members = lone
    .map(({ service, onsetWindow }) => ({ service, onsetWindow }))
    .toSorted((one, other) => one.onsetWindow - other.onsetWindow);
  const attribution = { component: phase.component, odds: 10, runnerUp: null, candidates: [] };
  return {
    members,
    attribution,
    notFailing: others.slice(0, 1),
    unknown: [],
    logEvidence: 17,
    threshold: 13,
  };
}

/** What raised an incident was there when it opened: a reading when it settles finds no onset after that. */
function diagnosisAt(at: At, among: readonly string[], startLag: number): Diagnosis {
  const { together, lag, component, odds } = at.phase;
  const latest = at.window - Math.min(startLag, settlingWindows);
  const mayTakePart = together.filter((service) => among.includes(service));
  const found = failingAt(at, mayTakePart, lag, latest);
  const members = found.length > 0 ? found : [{ service: among[0]!, onsetWindow: latest }];
  const names = members.map(({ service }) => service);
  return diagnosisOf({
    members,
    onsetWindow: Math.min(...members.map(({ onsetWindow }) => onsetWindow)),
    component,
    candidates: odds > 1 || component === null ? [] : twoCandidates,
    unknown: component === "core" ? among.filter((service) => !names.includes(service)).slice(2, 3) : [],
    notFailing: component === "core" ? among.filter((service) => !names.includes(service)).slice(0, 2) : [],
  });
}
