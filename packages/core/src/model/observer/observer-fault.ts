import { clamp } from "../../stats/exponential-mean.ts";
import { addLogarithm, logAddExp, logSum, totalOf } from "../../stats/log-sum-exp.ts";
import { lagScratch } from "../entity/entity-likelihood.ts";
import { forgetLong } from "../entity/long-look-back.ts";
import { forgetSeries, seriesProducts } from "../entity/look-back.ts";
import type { ModelState } from "../model-state.ts";
import { cadenceOf } from "../silence/heartbeat.ts";
import { lagGrid, startsKept } from "../starts.ts";
import { type EntityView, viewsOf } from "./views.ts";

/** An observer that fails sees each of its services fail with this probability. */
const observerFails = 0.9;
/** Services that fail: some of them, or nearly all. */
const sharesFailing = [0.5, 0.9] as const;
/** Who else observes a service that fails does not see it with this probability. */
const othersBlind = 0.1;
/** Evidence of one service counts within these bounds, nats. */
const leastSeen = -3;
const mostSeen = 40;
/** An observer is at fault from this much evidence that it sees failures, and these odds against its services on, nats. */
const faultFrom = 6;
const faultLogOdds = Math.log(20);
/** That share of what it has told since must look failed, and it must have told of that share of all. */
const failsEverywhere = 0.8;
const heardOf = 0.5;
/** So long without failures and it is believed again. */
const believedAfterMs = 10 * 60_000;
const activityLag = 4;

/** Room for what is seen of the entities of one source, by lag: own evidence and that of others, nats. */
interface Seen {
  readonly own: readonly Float64Array[];
  readonly others: readonly Float64Array[];
  /** Windows over which an entity's failure is still active. */
  readonly activeLags: readonly number[];
  readonly cadence: number;
}

/**
 * Whose fault is it (rule 37): a source that sees failures everywhere while others see the same services well is at fault
 * itself. What it sees counts for nothing meanwhile, nothing of it is learned, and it is forgotten when that is over.
 */
export function stepObservers(state: ModelState): void {
  const { directory } = state.growing;
  if (state.views.series !== directory.series.length) {
    state.views = { series: directory.series.length, bySource: viewsOf(directory) };
  }
  const { maintained } = state.entities.columns;
  for (const [source, all] of state.views.bySource) {
    const views = all.filter(({ entity }) => maintained[entity] === 0);
    stepObserver(state, source, views);
  }
  state.unbelieved = unbelievedSeries(state);
}

/** The series of sources that are at fault. */
function unbelievedSeries({ views, sources }: ModelState): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const [source, ofSource] of views.bySource) {
    if (sources.columns.faultSince[source]! < 0) continue;
    for (const { signals } of ofSource) for (const { own } of signals) for (const row of own) rows.add(row);
  }
  return rows;
}

function stepObserver(state: ModelState, source: number, views: readonly EntityView[]): void {
  const { columns } = state.sources;
  if (columns.faultSince[source]! < 0 && !mostFailNow(state, views)) return;
  const seen = seenBy(state, views);
  const found = bestLagOf(seen);
  if (columns.faultSince[source]! < 0) {
    if (found === null || !isAtFault(found)) return;
    columns.faultSince[source] = state.window - found.lag;
    columns.faultEvidence[source] = 0;
  } else if (found !== null && isServices(found)) {
    columns.faultSince[source] = -1;
    return;
  }
  columns.faultCadence[source] = seen.cadence;
  columns.faultEvidence[source] = Math.max(columns.faultEvidence[source]!, found?.logEvidence ?? 0);
  if (stillFails(seen)) columns.faultActive[source] = state.window;
  else if (state.window - columns.faultActive[source]! >= believedAfter(state, seen.cadence)) {
    columns.faultSince[source] = -1;
    for (const { signals } of views) {
      for (const row of signals.flatMap(({ own }) => own)) {
        forgetSeries(state.series.columns.products, row);
        forgetLong(state.series.columns.longProducts, row);
      }
    }
  }
}

/**
 * Whether nearly all that the source tells in this window speaks for a failure. Without it nothing begins here: nearly
 * every window ends so, before the look-back is read.
 */
function mostFailNow({ series, window }: ModelState, views: readonly EntityView[]): boolean {
  const { observedWindow, eValue } = series.columns;
  let told = 0;
  let failed = 0;
  for (const { signals } of views) {
    const rows = signals.flatMap(({ own }) => own).filter((row) => observedWindow[row] === window);
    if (rows.length > 0) told += 1;
    if (rows.some((row) => eValue[row]! > 1)) failed += 1;
  }
  return told > 0 && failed >= failsEverywhere * told;
}

const believedAfter = ({ windowMs }: ModelState, cadence: number): number =>
  Math.max(Math.ceil(believedAfterMs / windowMs), 2 * cadence);

function seenBy(state: ModelState, views: readonly EntityView[]): Seen {
  const own: Float64Array[] = [];
  const others: Float64Array[] = [];
  const cadences = views.map(({ entity }) => cadenceOf(state.entities.columns, entity));
  for (const { signals } of views) {
    const rows = signals
      .map((view) => ({ own: speaking(state, view.own), others: speaking(state, view.others) }))
      .filter((view) => view.own.length > 0);
    const byOwn = rows.map((view) => meanOf(state, view.own));
    const byOthers = rows.map((view) => (view.others.length === 0 ? null : meanOf(state, view.others)));
    own.push(logMean(byOwn));
    others.push(whereOwnIsClearest(byOwn, byOthers));
  }
  return {
    own,
    others,
    activeLags: cadences.map((cadence) => Math.min(startsKept - 1, Math.max(activityLag, 2 * cadence))),
    cadence: [...cadences].sort((one, other) => one - other)[cadences.length >> 1] ?? 1,
  };
}

/** Those that carry information and are past their warm-up. */
const speaking = ({ series, measures }: ModelState, rows: readonly number[]): readonly number[] =>
  rows.filter((row) => series.columns.ready[row] === 1 && measures[series.columns.kind[row]!] !== null);

function meanOf({ series, window }: ModelState, rows: readonly number[]): Float64Array {
  const mean = lagScratch();
  const one = lagScratch();
  for (const row of rows) {
    seriesProducts(series.columns.products, row, window, one);
    for (let lag = 0; lag < startsKept; lag += 1) mean[lag]! += one[lag]! / rows.length;
  }
  return mean;
}

/** ln of the mean over signals, by lag; 0 where nothing speaks. An average of e-values is one (rule 8). */
function logMean(bySignal: readonly Float64Array[]): Float64Array {
  return lagScratch().map((_, lag) => {
    if (bySignal.length === 0) return 0;
    const sum = bySignal.reduce((total, products) => total + products[lag]!, 0);
    return clamp(Math.log(sum / bySignal.length), leastSeen, mostSeen);
  });
}

/** What others see of the signal that looks worst to the source, ln by lag; 0 where nobody else observes it. */
function whereOwnIsClearest(
  own: readonly Float64Array[],
  others: readonly (Float64Array | null)[],
): Float64Array {
  return lagScratch().map((_, lag) => {
    let clearest = -1;
    own.forEach((products, signal) => {
      if (clearest < 0 || products[lag]! > own[clearest]![lag]!) clearest = signal;
    });
    const seen = others[clearest] ?? null;
    return seen === null ? 0 : clamp(Math.log(seen[lag]!), leastSeen, mostSeen);
  });
}

interface Found {
  readonly lag: number;
  /** ln of the sum over the grid: that it sees failures everywhere, against nothing. */
  readonly logEvidence: number;
  /** At the lag: that it is at fault, and that its services fail, nats. */
  readonly observer: number;
  readonly services: number;
  readonly isMost: boolean;
}

/** The lag of the grid with most evidence, for either; null where nothing speaks for a failure. */
function bestLagOf({ own, others }: Seen): Found | null {
  const sum = logSum();
  let best: Found | null = null;
  for (const lag of lagGrid) {
    const observer = jointly(
      own.map((seen) => seen[lag]!),
      observerFails,
    );
    const services = Math.max(...sharesFailing.map((share) => failsAt(lag, { own, others }, share)));
    addLogarithm(sum, observer);
    if (Math.max(observer, services) <= Math.max(0, best?.observer ?? 0, best?.services ?? 0)) continue;
    const heard = own.filter((seen) => seen[lag] !== 0).length;
    const failed = own.filter((seen) => seen[lag]! > 0).length;
    const isMost = failed >= failsEverywhere * heard && heard >= heardOf * own.length;
    best = { lag, observer, services, logEvidence: 0, isMost };
  }
  return best === null ? null : { ...best, logEvidence: totalOf(sum) };
}

/** ln of the product over entities of 1 - p + p e^x. */
const jointly = (evidence: readonly number[], probability: number): number =>
  evidence.reduce((sum, nats) => sum + mixed(probability, nats), 0);

/** The same where a failure shows to others too, unless they are blind to it. */
const failsAt = (lag: number, { own, others }: Pick<Seen, "own" | "others">, share: number): number =>
  jointly(
    own.map((seen, at) => seen[lag]! + mixed(1 - othersBlind, others[at]![lag]!)),
    share,
  );

const mixed = (probability: number, nats: number): number =>
  logAddExp(Math.log(1 - probability), Math.log(probability) + nats);

const isAtFault = ({ observer, services, isMost }: Found): boolean =>
  isMost && observer >= faultFrom && observer - services >= faultLogOdds;

const isServices = ({ observer, services }: Found): boolean =>
  services >= faultFrom && services - observer >= faultLogOdds;

/** Whether it has seen failures everywhere in the last windows, over two intervals of each entity at least. */
const stillFails = ({ own, activeLags }: Seen): boolean =>
  jointly(
    own.map((seen, at) => seen[activeLags[at]!]!),
    observerFails,
  ) > 0;
