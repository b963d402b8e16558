import { mostPlaces } from "./places.ts";
import type { FileOrder, OrderPoints } from "./file-order.ts";

/** One line as far as order goes. */
export interface LineFact {
  readonly place: number;
  readonly arrivalMs: number;
  readonly isBare: boolean;
  /** Where the line begins in the unpacked file, and its number. */
  readonly byte: number;
  readonly line: number;
}

export interface FileClock {
  /** The next line of the file. */
  take(fact: LineFact): void;
  end(): FileOrder;
}

/**
 * How far a line with an envelope may stand behind lines of other partitions and still be taken as it lies: clocks of
 * producers differ by minutes. Half of what the intake bears (`partitionIdleMs`), so a frame cannot depend on it.
 */
export const slackMs = 1_800_000;

/** Bare telemetry has no partitions, so what lies behind by more than the usual allowed lateness would be late. */
const bareSlackMs = 30_000;

/** Between two points of an order the file's clock moves by about this. */
const pointGapMs = 60_000;

/** A file in more sections than this is not put in order. */
const mostSections = 1_000_000;

const windowFacts = 16_384;
/** A line whose arrival is in doubt is judged by the next lines of its place, so many of them, within so many lines. */
const aheadFacts = 2048;
const aheadOfPlace = 64;

/**
 * Finds the sections of a file: stretches of lines that stand in the order of their arrival.
 *
 * The clock of a place (a partition) is the highest arrival so far, but for arrivals that its own later lines
 * contradict: one that is ahead of all lines before it by more than the slack is not believed if most of the place's
 * next lines lie before it by more than the slack. So one absurd arrival, or a few, hold nothing up and break nothing.
 * A line whose place's clock is behind the file's clock by more than the slack begins a new section.
 */
export function fileClock(): FileClock {
  const place = new Int32Array(windowFacts);
  const [arrival, byte, line] = [0, 1, 2].map(() => new Float64Array(windowFacts)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const slack = new Float64Array(windowFacts);
  let held = 0;
  const clocks: number[] = [];
  let fileMs = -Infinity;
  let pointMs = -Infinity;
  let inOrder = true;
  const points: OrderPoints = { byte: [0], line: [1], clockMs: [] };
  const firsts: number[] = [0];
  const endsMs: number[] = [];

  function contradictedBy(at: number): number | null {
    const [own, limit] = [place[at], (arrival[at] as number) - (slack[at] as number)];
    let seen = 0;
    let against = 0;
    let first: number | null = null;
    const end = Math.min(held, at + aheadFacts);
    for (let next = at + 1; next < end && seen < aheadOfPlace; next += 1) {
      if (place[next] !== own) continue;
      seen += 1;
      if ((arrival[next] as number) >= limit) continue;
      against += 1;
      first ??= arrival[next] as number;
    }
    return against * 2 > seen ? first : null;
  }

  function clockAt(at: number): number {
    const own = place[at] as number;
    const arrivalMs = arrival[at] as number;
    if (own === mostPlaces) return Math.max(fileMs, arrivalMs);
    const before = clocks[own];
    if (before !== undefined && arrivalMs <= before) return before;
    const isAhead = arrivalMs > fileMs + (slack[at] as number);
    const otherwise = isAhead ? contradictedBy(at) : null;
    const clockMs = otherwise === null ? arrivalMs : (before ?? otherwise);
    clocks[own] = clockMs;
    return clockMs;
  }

  function addPoint(at: number): void {
    pointMs = fileMs;
    points.byte.push(byte[at] as number);
    points.line.push(line[at] as number);
    points.clockMs.push(fileMs);
  }

  function settle(at: number): void {
    const clockMs = clockAt(at);
    if (points.clockMs.length === 0) {
      fileMs = clockMs;
      pointMs = clockMs;
      points.clockMs.push(clockMs);
      return;
    }
    const isBehind = clockMs < fileMs - (slack[at] as number);
    const isGap = clockMs > fileMs + slackMs;
    if (isBehind) inOrder = false;
    if (isBehind || isGap) {
      if (firsts.length <= mostSections) {
        firsts.push(points.byte.length);
        endsMs.push(fileMs);
      }
      fileMs = clockMs;
      addPoint(at);
      return;
    }
    fileMs = Math.max(fileMs, clockMs);
    if (fileMs >= pointMs + pointGapMs && firsts.length <= mostSections) addPoint(at);
  }

  /** Settles all but the last lines, which those before them may need to be judged by. */
  function settleWindow(keep: number): void {
    const settled = held - keep;
    for (let at = 0; at < settled; at += 1) settle(at);
    for (const column of [place, arrival, byte, line, slack]) column.copyWithin(0, settled, held);
    held = keep;
  }

  return {
    take(fact) {
      if (held === windowFacts) settleWindow(aheadFacts);
      place[held] = fact.place;
      arrival[held] = fact.arrivalMs;
      byte[held] = fact.byte;
      line[held] = fact.line;
      slack[held] = fact.isBare ? bareSlackMs : slackMs;
      held += 1;
    },
    end() {
      settleWindow(0);
      if (points.clockMs.length === 0) points.clockMs.push(-Infinity);
      if (inOrder) return { points, firsts: [0], endsMs: [fileMs], isInOrder: true, isTooMuch: false };
      const isTooMuch = firsts.length > mostSections;
      return { points, firsts, endsMs: [...endsMs, fileMs], isInOrder: false, isTooMuch };
    },
  };
}
