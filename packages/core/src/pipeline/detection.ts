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

/** Stages 3 to 9 as a step: frames of all partitions in, evidence and alerts out. A function of the frames alone. */
export interface Detection {
  step(frame: Frame): readonly DetectedWindow[];
  /** After the last frame: windows that waited only for partitions never heard of. */
  end(): readonly DetectedWindow[];
  /** Known partitions that the next window waits for. */
  awaited(): readonly { readonly topic: string; readonly partition: number }[];
  seen(): { readonly services: readonly string[]; readonly series: number };
  snapshot(): DetectionSnapshot;
}

const none: readonly DetectedWindow[] = [];

export function detection(config: FrameDetectionConfig, snapshot?: DetectionSnapshot): Detection {
  const join = worldJoin(config, snapshot?.join);
  const world = worldDetection(config, snapshot?.world);
  const judge = (window: WorldWindow): DetectedWindow => {
    const verdict = world.step(window);
    return {
      windowStart: window.windowStart,
      evidence: config.withEvidence ? verdict.evidence() : null,
      alerts: verdict.alerts,
    };
  };
  const judgeAll = (windows: readonly WorldWindow[]) => (windows.length === 0 ? none : windows.map(judge));
  return {
    step: (frame) => judgeAll(join.step(frame)),
    end: () => judgeAll(join.end()),
    awaited: () => join.awaited(),
    seen: () => world.seen(),
    snapshot: () => ({ join: join.snapshot(), world: world.snapshot() }),
  };
}
