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

function sectionFinder(): SectionFinder {
  const points: OrderPoints = { byte: [0], line: [1], clockMs: [] };
  const firsts: number[] = [0];
  const endsMs: number[] = [];
  let fileMs = -Infinity;
  let pointMs = -Infinity;
  let isInOrder = true;

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
    fileMs = clockMs;
    addPoint(window, at);
  }

  return {
    clockMs: () => fileMs,
    take(window, at, clockMs) {
      if (points.clockMs.length === 0) {
        fileMs = clockMs;
        pointMs = clockMs;
        points.clockMs.push(clockMs);
        return;
      }
      const isBehind = clockMs < fileMs - (window.slackMs[at] as number);
      if (isBehind) isInOrder = false;
      if (isBehind || clockMs > fileMs + envelopeSlackMs) return begin(window, at, clockMs);
      fileMs = Math.max(fileMs, clockMs);
      if (fileMs >= pointMs + pointGapMs) addPoint(window, at);
    },
    end() {
      if (points.clockMs.length === 0) points.clockMs.push(-Infinity);
      if (isInOrder) return { points, firsts: [0], endsMs: [fileMs], isInOrder, isTooMuch: false };
      const isTooMuch = firsts.length > mostSections;
      return { points, firsts, endsMs: [...endsMs, fileMs], isInOrder, isTooMuch };
    },
  };
}
