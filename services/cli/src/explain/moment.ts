import type { AlertEvent, EvidenceFrame } from "@tocsin/contracts";
import type { Subject } from "./request.ts";

/** What was seen and told up to the window that is explained. */
export interface Moment {
  readonly frame: EvidenceFrame;
  /** The frames of the hour before and `frame` itself, the oldest first. */
  readonly frames: readonly EvidenceFrame[];
  /** The newest alert of each incident before the window. */
  readonly before: readonly AlertEvent[];
  /** What was told at the window. */
  readonly told: readonly AlertEvent[];
}

export interface MomentKeeper {
  readonly evidence: (frame: EvidenceFrame) => void;
  /** After the frame of its window. */
  readonly alert: (event: AlertEvent) => void;
  /** The window is there, and all that was told at it. */
  readonly isEnough: () => boolean;
  /** Null: it was not among what came. */
  readonly moment: () => Moment | null;
  /** What came: start of the first window and end of the last, and the incidents; for who asked for something else. */
  readonly covered: () => { readonly fromMs: number; readonly toMs: number } | null;
  readonly incidents: () => readonly string[];
}

/** Windows before the moment that are kept: an hour, where a window is a minute. */
const keptFrames = 60;

/** Keeps the window that is asked for, out of windows that come in order, in bounded memory but for the incidents. */
export function momentKeeper(subject: Subject): MomentKeeper {
  const frames: EvidenceFrame[] = [];
  const newest = new Map<string, AlertEvent>();
  let told: AlertEvent[] = [];
  let first: number | null = null;
  let last: EvidenceFrame | null = null;
  let isFound = false;
  let isOver = false;

  const isWanted = ({ windowStart, windowMs }: EvidenceFrame): boolean =>
    subject.kind === "moment" && subject.timeMs >= windowStart && subject.timeMs < windowStart + windowMs;

  return {
    evidence(frame) {
      isOver ||= isFound || isPast(frame, subject);
      if (isOver) return;
      for (const event of told) newest.set(event.data.incident, event);
      told = [];
      first ??= frame.windowStart;
      last = frame;
      frames.push(frame);
      if (frames.length > keptFrames) frames.shift();
      isFound = isWanted(frame);
    },
    alert(event) {
      if (isOver) return;
      told.push(event);
      if (subject.kind === "incident" && event.data.incident === subject.id) isFound = true;
    },
    isEnough: () => isOver,
    moment: () =>
      isFound && last !== null ? { frame: last, frames, before: [...newest.values()], told } : null,
    covered: () =>
      first === null || last === null ? null : { fromMs: first, toMs: last.windowStart + last.windowMs },
    incidents: () => [...new Set([...newest.keys(), ...told.map(({ data }) => data.incident)])],
  };
}

/** The minute lies before all windows, or in a gap between two. */
const isPast = ({ windowStart }: EvidenceFrame, subject: Subject): boolean =>
  subject.kind === "moment" && windowStart > subject.timeMs;
