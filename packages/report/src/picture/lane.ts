import type { EvidenceFrame } from "@tocsin/contracts";
import { momentOf } from "../words/moments.ts";

/** Pixels of the drawing. */
export const grid = {
  width: 960,
  left: 8,
  right: 8,
  top: 8,
  bottom: 46,
  laneHeight: 96,
  plotTop: 26,
} as const;

export type LaneValues = readonly (number | null)[];

/** One chart: a value a window, what it is held against, and words. */
export interface Lane {
  readonly title: string;
  /** What the last window shows. */
  readonly reading: string;
  readonly observed: LaneValues;
  readonly expected: LaneValues;
  readonly lower: LaneValues;
  readonly upper: LaneValues;
  /** A line over the whole width; null: none. */
  readonly threshold: number | null;
}

/** Where the windows stand from left to right. */
export interface Place {
  readonly windows: number;
  readonly firstWords: string;
  readonly lastWords: string;
}

export function placeOf(frames: readonly EvidenceFrame[]): Place {
  const words = (frame: EvidenceFrame | undefined): string =>
    frame === undefined ? "" : `${momentOf(frame.windowStart)} UTC`;
  return { windows: frames.length, firstWords: words(frames[0]), lastWords: words(frames.at(-1)) };
}
