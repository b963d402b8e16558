import type { AlertEvent } from "../alert/event.ts";
import type { EvidenceFrame } from "../alert/evidence-frame.ts";
import { worldJoin, type WorldJoinSnapshot } from "../join/world-join.ts";
import type { WorldWindow } from "../join/world-window.ts";
import type { Frame } from "../window/frame.ts";
import { type DetectionConfig, worldDetection, type WorldDetectionSnapshot } from "./world-detection.ts";

export interface FrameDetectionConfig extends DetectionConfig {
  /** How far frames must run ahead before no unheard-of partition is waited for; see `worldJoin`. */
  readonly newcomerWaitMs: number;
  /** Whether an evidence frame is made of every window. It costs about as much as detection itself. */
  readonly withEvidence: boolean;
  /**
   * Windows that end up to then (epoch ms) are judged and learned from, but nothing is said of them, nor later of the
   * incidents that were open then: what still goes on opens anew. Absent or null: everything is spoken of.
   */
  readonly quietUntilMs?: number | null;
}

/** One closed window of the world: what was seen and what was said. */
export interface DetectedWindow {
  readonly windowStart: number;
  /** Null without `withEvidence`. */
  readonly evidence: EvidenceFrame | null;
  readonly alerts: readonly AlertEvent[];
}

export interface DetectionSnapshot {
  readonly join: WorldJoinSnapshot;
  readonly world: WorldDetectionSnapshot;
}

/** A partition of a telemetry topic. */
export interface InputPlace {
  readonly topic: string;
  readonly partition: number;
}

/** Stages 3 to 9 as a step: frames of all partitions in, evidence and alerts out. A function of the frames alone. */
export interface Detection {
  step(frame: Frame): readonly DetectedWindow[];
  /** From the next window on waits for these partitions too, also before their first frame. */
  expect(places: readonly InputPlace[]): void;
  /** After the last frame: windows that waited only for partitions never heard of. */
  end(): readonly DetectedWindow[];
  /** Partitions that take part and that the next window waits for. */
  awaited(): readonly InputPlace[];
  /** Start of the window that is judged next, epoch ms; null before the first frame. */
  nextWindowStart(): number | null;
  seen(): { readonly services: readonly string[]; readonly series: number };
  snapshot(): DetectionSnapshot;
}

const none: readonly DetectedWindow[] = [];
/** Longer gaps would cost minutes, and what was learned before them is of no use. */
const maxGapMs = 100 * 86_400_000;

/**
 * A snapshot may end before the first window (`learnedSnapshot` of older telemetry): the windows between are judged as
 * empty ones, unspoken. Throws RangeError where it ends more than 100 days before the first window, or behind it.
 */
export function detection(config: FrameDetectionConfig, snapshot?: DetectionSnapshot): Detection {
  const join = worldJoin(config, snapshot?.join);
  const world = worldDetection(config, snapshot?.world);
  const quietUntilMs = config.quietUntilMs ?? null;
  let learnedUntil = snapshot?.world.world.window ?? -1;
  const passGap = (window: WorldWindow): void => {
    const { windowMs } = config;
    const first = window.windowStart / windowMs;
    if (learnedUntil >= first || (first - learnedUntil) * windowMs > maxGapMs) {
      throw new RangeError("what was learned does not end shortly before the first window");
    }
    if (learnedUntil + 1 === first) return;
    const nothing = { windowMs, observations: [], newSeries: [], duplicates: 0, conflicts: 0 };
    for (let gap = learnedUntil + 1; gap < first; gap += 1) {
      world.step({ ...nothing, windowStart: gap * windowMs });
    }
    world.forgetIncidents();
    world.forgetEvidence();
  };
  const judge = (window: WorldWindow): DetectedWindow => {
    if (learnedUntil >= 0) passGap(window);
    learnedUntil = -1;
    const endMs = window.windowStart + config.windowMs;
    const isQuiet = quietUntilMs !== null && endMs <= quietUntilMs;
    if (quietUntilMs !== null && !isQuiet && window.windowStart <= quietUntilMs) world.forgetIncidents();
    const verdict = world.step(window);
    return {
      windowStart: window.windowStart,
      evidence: config.withEvidence ? verdict.evidence() : null,
      alerts: isQuiet ? [] : verdict.alerts,
    };
  };
  const judgeAll = (windows: readonly WorldWindow[]) => (windows.length === 0 ? none : windows.map(judge));
  return {
    step: (frame) => judgeAll(join.step(frame)),
    expect: (places) => join.expect(places),
    end: () => judgeAll(join.end()),
    awaited: () => join.awaited(),
    nextWindowStart: () => join.nextWindowStart(),
    seen: () => world.seen(),
    snapshot: () => ({ join: join.snapshot(), world: world.snapshot() }),
  };
}
