import {
  addFact,
  aheadFacts,
  contradictedBy,
  dropFacts,
  envelopeSlackMs,
  type FactWindow,
  factWindow,
  isFull,
  type LineFact,
} from "./fact-window.ts";
import type { FileOrder, OrderPoints } from "./file-order.ts";
import { mostPlaces } from "./places.ts";

export interface FileClock {
  /** The next line of the file. */
  take(fact: LineFact): void;
  end(): FileOrder;
}

/** Between two points of an order the file's clock moves by about this. */
const pointGapMs = 60_000;

/** A file in more sections than this is not put in order. */
const mostSections = 1_000_000;

/**
 * Finds the sections of a file: stretches of lines that stand in the order of their arrival.
 *
 * The clock of a place (a partition) is the highest arrival so far, but for arrivals that its own later lines
 * contradict: one that is ahead of its place's lines before it by more than the slack is not believed if the place's next
 * lines lie before it by more than the slack. So one absurd arrival, or a few, hold nothing up and break nothing.
 * A line whose place's clock is behind the file's clock by more than the slack begins a new section.
 *
 * Within a section lines keep their order, so a line that is behind by less waits for those before it. A place that goes on
 * in a later section therefore goes on there no earlier than it got to in the sections before: it does not overtake itself.
 */
export function fileClock(): FileClock {
  const window = factWindow();
  const clocks: number[] = [];
  const sections = sectionFinder();

  function clockAt(at: number): number {
    const place = window.place[at] as number;
    const arrivalMs = window.arrivalMs[at] as number;
    if (place === mostPlaces) return Math.max(sections.clockMs(), arrivalMs);
    const before = clocks[place];
    if (before !== undefined && arrivalMs <= before) return before;
    const isAhead = before === undefined || arrivalMs > before + (window.slackMs[at] as number);
    const otherwise = isAhead ? contradictedBy(window, at) : null;
    const clockMs = otherwise === null ? arrivalMs : (before ?? otherwise);
    clocks[place] = clockMs;
    return clockMs;
  }

  /** Settles all but the last lines, by which those before them may have to be judged. */
  function settle(kept: number): void {
    const settled = window.held - kept;
    for (let at = 0; at < settled; at += 1) sections.take(window, at, clockAt(at));
    dropFacts(window, settled);
  }

  return {
    take(fact) {
      if (isFull(window)) settle(aheadFacts);
      addFact(window, fact);
    },
    end() {
      settle(0);
      return sections.end();
    },
  };
}

interface SectionFinder {
  /** The file's clock; before everything at its beginning. */
  clockMs(): number;
  take(window: FactWindow, at: number, clockMs: number): void;
  end(): FileOrder;
}

/** Comes after every line of the same millisecond. */
const justAfterMs = 0.5;

/** How far each place got in the sections before the present one; in a file of one section it asks for nothing. */
function placesBefore() {
  const lastMs: number[] = [];
  const lastSection: number[] = [];
  const beforeMs: number[] = [];
  return {
    /** The earliest clock that the place's next line may have. */
    earliestMs(place: number, section: number): number {
      if (lastSection[place] !== section) beforeMs[place] = lastMs[place] ?? -Infinity;
      return (beforeMs[place] ?? -Infinity) + justAfterMs;
    },
    note(place: number, section: number, fileMs: number): void {
      lastMs[place] = fileMs;
      lastSection[place] = section;
    },
  };
}

function sectionFinder(): SectionFinder {
  const points: OrderPoints = { byte: [0], line: [1], clockMs: [] };
  const firsts: number[] = [0];
  const endsMs: number[] = [];
  let fileMs = -Infinity;
  let pointMs = -Infinity;
  let isInOrder = true;
  const before = placesBefore();

  function addPoint(window: FactWindow, at: number): void {
    pointMs = fileMs;
    points.byte.push(window.byte[at] as number);
    points.line.push(window.line[at] as number);
    points.clockMs.push(fileMs);
  }

  function begin(window: FactWindow, at: number, clockMs: number): void {
    if (firsts.length > mostSections) return;
    firsts.push(points.byte.length);
    endsMs.push(fileMs);
    fileMs = Math.max(clockMs, before.earliestMs(window.place[at] as number, firsts.length));
    addPoint(window, at);
  }

  function goOn(window: FactWindow, at: number, clockMs: number): void {
    const earliestMs = before.earliestMs(window.place[at] as number, firsts.length);
    const mustWait = earliestMs > Math.max(fileMs, clockMs);
    fileMs = Math.max(fileMs, clockMs, earliestMs);
    if (mustWait || fileMs >= pointMs + pointGapMs) addPoint(window, at);
  }

  return {
    clockMs: () => fileMs,
    take(window, at, clockMs) {
      if (points.clockMs.length === 0) {
        fileMs = clockMs;
        pointMs = clockMs;
        points.clockMs.push(clockMs);
      } else {
        const isBehind = clockMs < fileMs - (window.slackMs[at] as number);
        if (isBehind) isInOrder = false;
        if (isBehind || clockMs > fileMs + envelopeSlackMs) begin(window, at, clockMs);
        else goOn(window, at, clockMs);
      }
      before.note(window.place[at] as number, firsts.length, fileMs);
    },
    end() {
      if (points.clockMs.length === 0) points.clockMs.push(-Infinity);
      if (isInOrder) return { points, firsts: [0], endsMs: [fileMs], isInOrder, isTooMuch: false };
      const isTooMuch = firsts.length > mostSections;
      return { points, firsts, endsMs: [...endsMs, fileMs], isInOrder, isTooMuch };
    },
  };
}
