import { decodeFrame } from "@tocsin/adapters/wire";
import {
  adoptedSnapshot,
  type DetectedWindow,
  detection,
  type Detection,
  type DetectionSnapshot,
  type InputPlace,
  type LogRecord,
} from "@tocsin/core";
import { detectionConfig } from "./detection-config.ts";
import type { DetectionSettings } from "./detector-options.ts";
import type { DetectorSnapshot } from "./detector-state.ts";

/** What came of a frame. */
export interface Judged {
  readonly windows: readonly DetectedWindow[];
  /** Why the record was no frame; null when it was one. */
  readonly rejected: string | null;
  /** Start of the frame's window, epoch ms; null when it was none. */
  readonly windowStart: number | null;
}

/** Core's detection, over records, and under settings that can change between two windows. */
export interface Judge {
  take(record: LogRecord): Judged;
  expect(places: readonly InputPlace[]): void;
  awaited(): readonly InputPlace[];
  /** Start of the window that is judged next, epoch ms; null before the first frame. */
  nextWindowStart(): number | null;
  /** What was learned and the open incidents stay. */
  adopt(settings: DetectionSettings): void;
  readonly settings: () => DetectionSettings;
  snapshot(): DetectorSnapshot;
}

export interface JudgeStart {
  readonly settings: DetectionSettings;
  readonly windowMs: number;
  readonly quietUntilMs: number | null;
  readonly snapshot?: DetectionSnapshot;
}

export function judge({ settings: first, windowMs, quietUntilMs, snapshot }: JudgeStart): Judge {
  const how = { newcomerWaitMs: 0, withEvidence: true, quietUntilMs };
  const under = (settings: DetectionSettings, from?: DetectionSnapshot): Detection =>
    detection(detectionConfig(settings, windowMs, how), from);
  let settings = first;
  let running = under(settings, snapshot);
  return {
    take(record) {
      const decoded = decodeFrame(record.value, windowMs);
      if (decoded.kind === "rejected") return { windows: [], rejected: decoded.reason, windowStart: null };
      const { frame } = decoded;
      return { windows: running.step(frame), rejected: null, windowStart: frame.windowStart };
    },
    expect: (places) => running.expect(places),
    awaited: () => running.awaited(),
    nextWindowStart: () => running.nextWindowStart(),
    adopt(changed) {
      running = under(changed, adoptedSnapshot(running.snapshot(), changed.configHash));
      settings = changed;
    },
    settings: () => settings,
    snapshot: () => ({ settings, detection: running.snapshot() }),
  };
}
