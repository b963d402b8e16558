import { cadenceOf } from "../baseline/heartbeat.ts";
import type { WorldState } from "../evidence/world-state.ts";
import { quietWindows } from "./activity.ts";
import { incidentId } from "./incident-id.ts";
import { type Board, keep, move, record, resolve } from "./board.ts";
import type { Incident } from "./incident.ts";
import { openIncident } from "./machine.ts";
import type { Situation } from "./situation.ts";

/** Blind windows in a row before it is said: one may be a hiccup of the input. */
const blindWindowsNeeded = 2;

/** Everything silent: we are blind. Returns whether this window is blind, in which nothing else can be judged. */
export function stepBlindness(on: Board, state: WorldState): boolean {
  on.blindWindows = state.blind ? on.blindWindows + 1 : 0;
  const open = on.open.find(({ scope }) => scope === "blind");
  if (open === undefined) {
    if (on.blindWindows >= blindWindowsNeeded)
      openObserver(on, state, {
        input: "open-blind",
        onsetWindow: state.window - on.blindWindows + 1,
        sources: [],
      });
  } else if (state.blind) {
    keep(on, { ...open, lastActiveWindow: state.window });
  } else if (state.window - open.lastActiveWindow >= quietWindows(state.windowMs, 1)) {
    resolve(on, state, open);
  }
  return state.blind;
}

/** Observers that fell silent while what they watch may be well. */
export function stepObservers(situation: Situation): void {
  const { state, on, thresholds } = situation;
  const { names, units, logEvidence, heartbeats } = state.sources;
  const threshold = thresholds.alarm + Math.log(Math.max(1, names.length));
  const silent = names.filter((_, source) => units[source]!.size >= 2 && isSilent(state, source));
  const proven = silent.filter((name) => logEvidence[state.sources.byName.get(name)!]! >= threshold);
  const open = on.open.find(({ scope }) => scope === "source");
  if (open !== undefined) {
    followObservers(situation, open, silent, proven);
  } else if (proven.length > 0) {
    const onsetWindow = Math.min(
      ...proven.map((name) => heartbeats.columns.lastSeen[state.sources.byName.get(name)!]! + 1),
    );
    openObserver(on, state, { input: "open-source", onsetWindow, sources: proven, threshold });
  }
}

function isSilent(state: WorldState, source: number): boolean {
  const { columns } = state.sources.heartbeats;
  return (
    columns.sightings[source]! > 0 && state.window - columns.lastSeen[source]! >= cadenceOf(columns, source)
  );
}

function followObservers(
  situation: Situation,
  open: Incident,
  silent: readonly string[],
  proven: readonly string[],
): void {
  const { state, on } = situation;
  const added = proven.filter((name) => !open.sources.includes(name));
  if (added.length > 0) {
    const changes = { sources: [...open.sources, ...added], lastActiveWindow: state.window };
    move(on, state, open, { input: "revise", reason: "members-changed", changes });
  } else if (open.sources.some((name) => silent.includes(name))) {
    keep(on, { ...open, lastActiveWindow: state.window });
  } else if (state.window - open.lastActiveWindow >= quietWindows(state.windowMs, 1)) {
    resolve(on, state, open);
  }
}

function openObserver(
  on: Board,
  state: WorldState,
  what: {
    readonly input: "open-blind" | "open-source";
    readonly onsetWindow: number;
    readonly sources: readonly string[];
    readonly threshold?: number;
  },
): void {
  const of = {
    environment: on.environment,
    scope: what.input,
    windowStart: what.onsetWindow * state.windowMs,
    members: what.sources,
  };
  const evidence = Math.max(
    0,
    ...what.sources.map((name) => state.sources.logEvidence[state.sources.byName.get(name)!]!),
  );
  const opening = {
    id: incidentId(on.digest, of),
    openedWindow: state.window,
    onsetWindow: what.onsetWindow,
    onsetWindows: [what.onsetWindow, what.onsetWindow] as const,
    members: [],
    notFailing: [],
    collateral: [],
    naming: null,
    logEvidence: evidence,
    withoutReports: evidence,
    threshold: what.threshold ?? 0,
    lastActiveWindow: state.window,
    sources: what.sources,
  };
  record(on, openIncident(what.input, opening, state.window));
}
