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

/**
 * How well a window answers what is asked, given what was told at it; null where it does not. `enough`: no later one is
 * better.
 */
type Worth = (frame: EvidenceFrame, told: readonly AlertEvent[]) => number | null;
const enough = Number.POSITIVE_INFINITY;

/** Any alarm of one service is worth more than any evidence that was not told. */
const alarmOfOne = 1e6;

/** Keeps the window that is asked for, out of windows that come in order, in bounded memory but for the incidents. */
export function momentKeeper(subject: Subject): MomentKeeper {
  const worthOf = worthBy(subject);
  const frames: EvidenceFrame[] = [];
  const newest = new Map<string, AlertEvent>();
  let told: AlertEvent[] = [];
  let first: number | null = null;
  let last: EvidenceFrame | null = null;
  let best: { readonly worth: number; readonly moment: Moment } | null = null;
  let isOver = false;

  /** The newest window with all that was told at it: kept where it answers better than those before. */
  const settle = (): void => {
    if (last === null || best?.worth === enough) return;
    const worth = worthOf(last, told);
    if (worth === null || (best !== null && worth <= best.worth)) return;
    best = { worth, moment: { frame: last, frames: [...frames], before: [...newest.values()], told } };
  };

  return {
    evidence(frame) {
      if (isOver) return;
      settle();
      isOver = best?.worth === enough || isPast(frame, subject);
      if (isOver) return;
      for (const event of told) newest.set(event.data.incident, event);
      told = [];
      first ??= frame.windowStart;
      last = frame;
      frames.push(frame);
      if (frames.length > keptFrames) frames.shift();
    },
    alert(event) {
      if (!isOver) told.push(event);
    },
    isEnough: () => isOver,
    moment: () => {
      if (!isOver) settle();
      return best?.moment ?? null;
    },
    covered: () =>
      first === null || last === null ? null : { fromMs: first, toMs: last.windowStart + last.windowMs },
    incidents: () => [...new Set([...newest.keys(), ...told.map(({ data }) => data.incident)])],
  };
}

function worthBy(subject: Subject): Worth {
  if (subject.kind === "first") return worthOfAlarm;
  if (subject.kind === "incident")
    return (_, told) => (told.some(({ data }) => data.incident === subject.id) ? enough : null);
  const { timeMs } = subject;
  return ({ windowStart, windowMs }) =>
    timeMs >= windowStart && timeMs < windowStart + windowMs ? enough : null;
}

/**
 * The first alarm of several services answers, else the first of whatever kind, else the window in which the evidence came
 * nearest to its threshold: so there is something to say of a day on which nothing was told, too.
 */
function worthOfAlarm(frame: EvidenceFrame, told: readonly AlertEvent[]): number {
  const alarms = told.filter(({ data }) => data.status === "open");
  if (alarms.some(({ data }) => data.scope === "simultaneous")) return enough;
  if (alarms.length > 0) return alarmOfOne;
  const isJudged = frame.series.state.some((state) => state === "normal" || state === "abnormal");
  return isJudged ? frame.logEvidence - frame.threshold : -alarmOfOne;
}

/** The minute lies before all windows, or in a gap between two. */
const isPast = ({ windowStart }: EvidenceFrame, subject: Subject): boolean =>
  subject.kind === "moment" && windowStart > subject.timeMs;
