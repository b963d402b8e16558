import { cadenceOf, type Evidence, witnessesNeeded } from "../model/index.ts";
import type { Entity } from "../world/directory.ts";
import { type Signal, signals } from "../world/world-window.ts";

/** How much of a service is lost: little enough to be of no consequence, some of it, or so much that it is down. */
export const depths = ["slight", "mild", "hard"] as const;
export type Depth = (typeof depths)[number];

/** A share of what is out of something fails in this window, beside what usually does. */
const hardShare = 0.2;
const mildShare = 0.02;
/** So much of what is expected is left. */
const hardRemainder = 0.1;
const mildRemainder = 0.5;
/** Messages take so many times as long. */
const mildSlowness = 2;
/** Fewer trials count where all of them fail, and in the window before something spoke for it too. */
const fewestCounted = 10;
/** Telemetry is overdue for so long. */
const silentMs = 60_000;

const depthOrder = (depth: Depth): number => depths.indexOf(depth);

/** The less deep of two. */
export const shallower = (one: Depth, other: Depth): Depth =>
  depthOrder(one) < depthOrder(other) ? one : other;
const deeper = (one: Depth, other: Depth): Depth => (depthOrder(one) < depthOrder(other) ? other : one);
const deepest = (found: readonly Depth[]): Depth => found.reduce(deeper, "slight");

/**
 * How deeply a service fails in this window (rule 46). An operation that is down while the service itself is observed and
 * is not, or while most operations are not, takes a part of it alone. What is worked on may be down for that (rule 53).
 */
export function depthOf(evidence: Evidence, service: number): Depth {
  const { maintained } = evidence.entities;
  const entities = evidence.directory.services[service]!.entities.filter((index) => maintained[index] === 0);
  const found = entities.map((index) => {
    const entity = evidence.directory.entities[index]!;
    return { isWhole: entity.operation === null, depth: entityDepth(evidence, entity) };
  });
  const all = deepest(found.map(({ depth }) => depth));
  const whole = found.find(({ isWhole }) => isWhole);
  const down = found.filter(({ depth }) => depth === "hard").length;
  const isDown = whole === undefined ? 2 * down >= found.length : whole.depth === "hard";
  return all === "hard" && !isDown ? "mild" : all;
}

function entityDepth(evidence: Evidence, entity: Entity): Depth {
  let found = silenceDepth(evidence, entity);
  for (let signal = 0; signal < signals.length && found !== "hard"; signal += 1)
    if (entity.seriesBySignal[signal]!.length > 0)
      found = deeper(found, signalDepth(evidence, entity, signal));
  return found;
}

/** As deep as those see it in this window who must see a failure (rule 56): the deepest that so many say at least. */
function signalDepth(evidence: Evidence, entity: Entity, signal: number): Depth {
  const { series, window, quorum } = evidence;
  const rows = entity.seriesBySignal[signal]!.filter(
    (row) => series.observedWindow[row] === window && series.ready[row] === 1,
  );
  const of = (row: number): Depth => seriesDepth(evidence, entity, signals[signal]!, row);
  if (rows.length === 1) return of(rows[0]!);
  const seen = rows.map(of).sort((one, other) => depthOrder(other) - depthOrder(one));
  return seen[witnessesNeeded(quorum, entity.index, signal, seen.length) - 1] ?? "slight";
}

function silenceDepth({ entities, window, windowMs }: Evidence, { index }: Entity): Depth {
  if (entities.missing[index] === 0) return "slight";
  const overdueWindows = window - entities.lastSeen[index]! - cadenceOf(entities, index);
  return overdueWindows * windowMs >= silentMs ? "hard" : "mild";
}

function seriesDepth(evidence: Evidence, entity: Entity, signal: Signal, row: number): Depth {
  const { series } = evidence;
  const observed = series.observed[row]!;
  const expected = series.expected[row]!;
  switch (signal) {
    case "errors":
    case "undelivered":
      return shareDepth(evidence, entity, row);
    case "traffic":
    case "deliveries":
      return series.measureOf(row) === null ? "slight" : remainderDepth(observed, expected);
    case "latency": {
      const isShare = series.measureOf(row) === "share";
      const isSlow = isShare
        ? observed - expected >= hardShare * series.exposure[row]!
        : observed >= mildSlowness * expected;
      return isSlow && series.logEvidence[row]! > 0 ? "mild" : "slight";
    }
    default:
      return "slight";
  }
}

function shareDepth({ series, entities }: Evidence, { index }: Entity, row: number): Depth {
  const [observed, exposure] = [series.observed[row]!, series.exposure[row]!];
  const excess = observed - series.expected[row]!;
  if (exposure < fewestCounted) {
    const speaksTwice = entities.windowEvidence[index]! > 0 && entities.windowEvidenceBefore[index]! > 0;
    return exposure > 0 && observed === exposure && speaksTwice ? "hard" : "slight";
  }
  if (excess >= hardShare * exposure) return "hard";
  return excess >= mildShare * exposure ? "mild" : "slight";
}

function remainderDepth(observed: number, expected: number): Depth {
  if (expected < fewestCounted) return "slight";
  if (observed <= hardRemainder * expected) return "hard";
  return observed <= mildRemainder * expected ? "mild" : "slight";
}
