import type { MaintenanceCommand, PlannedWork } from "../knowledge/knowledge.ts";
import type { MaintenanceAnswer } from "../knowledge/maintenance.ts";
import type { Frame } from "../window/index.ts";
import type { SeriesBounds } from "../world/series-bounds.ts";
import { worldAssembly, type WorldAssemblySnapshot } from "../world/world-assembly.ts";
import type { WarmUp } from "../model/index.ts";
import type { WorldWindow } from "../world/world-window.ts";
import {
  type DetectedWindow,
  type DetectionConfig,
  windowDetection,
  type WindowDetectionSnapshot,
} from "./window-detection.ts";

export interface FrameDetectionConfig extends DetectionConfig {
  /** How far frames must run ahead before no unheard-of partition is waited for; see `worldAssembly`. */
  readonly newcomerWaitMs: number;
  /**
   * Windows that end up to then (epoch ms) are judged and learned from, but their alerts are suppressed, and so is what
   * comes later of incidents that were open then: what still goes on opens anew. Absent or null: nothing is suppressed.
   */
  readonly suppressUntilMs?: number | null;
  /** How many series are taken, and for how long they are kept. Absent: all, for ever. */
  readonly bounds?: SeriesBounds;
  /** Called before each window is judged, with its start: what is told then holds in it. */
  readonly beforeWindow?: (windowStart: number) => void;
}

export interface DetectionSnapshot {
  readonly world: WorldAssemblySnapshot;
  readonly windows: WindowDetectionSnapshot;
}

/** A partition of a telemetry topic. */
export interface InputPlace {
  readonly topic: string;
  readonly partition: number;
}

/** Steps 3 to 7: frames of all partitions in, evidence and alerts out. A function of the frames alone. */
export interface Detection {
  step(frame: Frame): readonly DetectedWindow[];
  /** Takes a frame; what it completes is judged by `next`. */
  add(frame: Frame): void;
  /** Judges the next window that is complete; null where there is none. A gap of a year is half a million of them. */
  next(): DetectedWindow | null;
  /** From the next window on waits for these partitions too, also before their first frame. */
  declarePartitions(places: readonly InputPlace[]): void;
  /** After the last frame: windows that waited only for partitions never heard of. */
  end(): readonly DetectedWindow[];
  /** Partitions that take part and that the next window waits for. */
  awaited(): readonly InputPlace[];
  /** Start of the window that is judged next, epoch ms; null before the first frame. */
  nextWindowStart(): number | null;
  seen(): { readonly services: readonly string[]; readonly series: number };
  /** Which services can be heard after the last window, and which cannot yet. */
  warmUp(): WarmUp;
  /** Components that are not watched now, because their services fail alone too often. */
  unwatched(): readonly string[];
  /**
   * Applies a command about planned work, from the next window that is judged on. `offset`: where it stands in the command
   * topic; one that is not behind the last that was applied changes nothing.
   */
  tell(command: MaintenanceCommand, offset?: number): MaintenanceAnswer;
  /** Commands up to there are applied, of whatever kind they were. */
  noteCommands(offset: number): void;
  /** The command topic was made anew: its offsets begin again. What was told stays. */
  forgetCommandsOffset(): void;
  /** Where the last command stood that was applied; null: there was none. */
  commandsOffset(): number | null;
  /** Planned work that is in force or ahead after the last window, that of the configuration first. */
  maintenance(): readonly PlannedWork[];
  snapshot(): DetectionSnapshot;
}

const none: readonly DetectedWindow[] = [];
/** Longer gaps would cost minutes, and what was learned before them is of no use. */
const maxGapMs = 100 * 86_400_000;

/**
 * A snapshot may end before the first window (`learnedSnapshot` of older telemetry): the windows between are judged as
 * empty ones, and nothing is emitted. Throws RangeError where it ends more than 100 days before the first window, or
 * behind it.
 */
export function detection(config: FrameDetectionConfig, snapshot?: DetectionSnapshot): Detection {
  const world = worldAssembly(config, snapshot?.world);
  const windows = windowDetection(config, snapshot?.windows);
  const suppressUntilMs = config.suppressUntilMs ?? null;
  let learnedUntil = snapshot?.windows.model.window ?? -1;
  const detect = (window: WorldWindow): DetectedWindow => {
    const { windowStart, windowMs } = window;
    if (learnedUntil >= 0) fillGap(windows, learnedUntil, window);
    learnedUntil = -1;
    config.beforeWindow?.(windowStart);
    const isSuppressed = suppressUntilMs !== null && windowStart + windowMs <= suppressUntilMs;
    if (suppressUntilMs !== null && !isSuppressed && windowStart <= suppressUntilMs)
      windows.forgetIncidents();
    const detected = windows.step(window);
    return isSuppressed ? { ...detected, alerts: [] } : detected;
  };
  const isKept = (service: string): boolean => windows.keeps(service);
  /** One by one: what is dropped before a window depends on the incidents that those before it left open. */
  const next = (atEnd: boolean): DetectedWindow | null => {
    const window = world.next({ atEnd, isKept });
    return window === null ? null : detect(window);
  };
  const detectAll = (atEnd: boolean): readonly DetectedWindow[] => {
    let window = next(atEnd);
    if (window === null) return none;
    const detected: DetectedWindow[] = [];
    for (; window !== null; window = next(atEnd)) detected.push(window);
    return detected;
  };
  return {
    step: (frame) => {
      world.add(frame);
      return detectAll(false);
    },
    declarePartitions: (places) => world.declarePartitions(places),
    add: (frame) => world.add(frame),
    next: () => next(false),
    end: () => detectAll(true),
    awaited: () => world.awaited(),
    nextWindowStart: () => world.nextWindowStart(),
    seen: () => windows.seen(),
    warmUp: () => windows.warmUp(),
    unwatched: () => windows.unwatched(),
    tell: (command, offset) => windows.tell(command, offset),
    noteCommands: (offset) => windows.noteCommands(offset),
    forgetCommandsOffset: () => windows.forgetCommandsOffset(),
    commandsOffset: () => windows.commandsOffset(),
    maintenance: () => windows.maintenance(),
    snapshot: () => ({ world: world.snapshot(), windows: windows.snapshot() }),
  };
}

/** Judges the windows between what was learned and the first window of the frames as empty ones; nothing is emitted. */
function fillGap(
  windows: Pick<ReturnType<typeof windowDetection>, "step" | "forgetIncidents" | "forgetEvidence">,
  learnedUntil: number,
  { windowStart, windowMs }: WorldWindow,
): void {
  const first = windowStart / windowMs;
  if (learnedUntil >= first || (first - learnedUntil) * windowMs > maxGapMs) {
    throw new RangeError("what was learned does not end shortly before the first window");
  }
  if (learnedUntil + 1 === first) return;
  const nothing = { windowMs, observations: [], newSeries: [], duplicates: 0, conflicts: 0, lostShare: 0 };
  for (let gap = learnedUntil + 1; gap < first; gap += 1) {
    windows.step({ ...nothing, isUnknown: true, windowStart: gap * windowMs });
  }
  windows.forgetIncidents();
  windows.forgetEvidence();
}
