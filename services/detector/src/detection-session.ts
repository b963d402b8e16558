import { createHash } from "node:crypto";
import {
  adoptedSnapshot,
  type DetectedWindow,
  detection,
  type Detection,
  type DetectionSnapshot,
  type Frame,
  type FrameDetectionConfig,
  type InputPlace,
  type MaintenanceAnswer,
  type MaintenanceCommand,
  type PlannedWork,
  type WarmUp,
} from "@tocsin/core";
import type { DetectionSettings } from "./detection-settings.ts";

export interface DetectionSessionConfig {
  readonly settings: DetectionSettings;
  readonly windowMs: number;
  /** How far frames must run ahead before no unheard-of partition is waited for; 0 where all partitions are declared. */
  readonly newcomerWaitMs: number;
  /** Whether an evidence frame is made of every window, which costs about as much as detection itself. */
  readonly withEvidence: boolean;
  /** Windows that end up to then (epoch ms) are judged and learned from, but no alert is emitted; null: none. */
  readonly suppressUntilMs: number | null;
  /** Called before each window is judged, with its start: what it tells holds in it. Absent: nothing is ever told. */
  readonly beforeWindow?: (windowStart: number, tell: Tell) => void;
}

/** Tells the detection of planned work; `offset`: where that stood in the command topic. */
export type Tell = (command: MaintenanceCommand, offset: number) => MaintenanceAnswer;

/** Core's detection, under settings that can change between two windows: the same live, in a replay and for learning. */
export interface DetectionSession {
  /** The windows that this frame completes, in order. */
  step(frame: Frame): readonly DetectedWindow[];
  /** Takes a frame; what it completes is judged by `next`, one by one. */
  add(frame: Frame): void;
  next(): DetectedWindow | null;
  /** After the last frame: windows that waited only for partitions never heard of. */
  end(): readonly DetectedWindow[];
  /** From the next window on waits for these partitions too, also before their first frame. */
  declarePartitions(places: readonly InputPlace[]): void;
  /** Partitions that take part and that the next window waits for. */
  awaited(): readonly InputPlace[];
  /** Start of the window that is judged next, epoch ms; null before the first frame. */
  nextWindowStart(): number | null;
  seen(): { readonly services: readonly string[]; readonly series: number };
  /** Which services can be heard after the last window, and which cannot yet. */
  warmUp(): WarmUp;
  /** Components that are not watched now, because their services fail alone too often. */
  unwatched(): readonly string[];
  /** Planned work that is in force or ahead after the last window. */
  maintenance(): readonly PlannedWork[];
  /** The command topic was made anew: its offsets begin again. What was told stays. */
  forgetCommandsOffset(): void;
  /** What was learned and the open incidents stay. */
  adopt(settings: DetectionSettings): void;
  settings(): DetectionSettings;
  snapshot(): SessionSnapshot;
}

/** What was learned, and the settings under which it was: what is judged once more must be judged as it was. */
export interface SessionSnapshot {
  readonly settings: DetectionSettings;
  readonly detection: DetectionSnapshot;
}

/** See core's `detection` for the snapshot that a session may go on from. */
export function detectionSession(
  config: DetectionSessionConfig,
  snapshot?: DetectionSnapshot,
): DetectionSession {
  let { settings } = config;
  const tell: Tell = (command, offset) => running.tell(command, offset);
  const { beforeWindow } = config;
  const how: Omit<FrameDetectionConfig, keyof DetectionSettings | "digest"> = {
    windowMs: config.windowMs,
    newcomerWaitMs: config.newcomerWaitMs,
    withEvidence: config.withEvidence,
    suppressUntilMs: config.suppressUntilMs,
    ...(beforeWindow === undefined
      ? {}
      : { beforeWindow: (windowStart: number) => beforeWindow(windowStart, tell) }),
  };
  const under = (from: DetectionSettings, taken: DetectionSnapshot | undefined): Detection =>
    detection({ ...from, ...how, digest }, taken);
  let running = under(settings, snapshot);
  return {
    step: (frame) => running.step(frame),
    add: (frame) => running.add(frame),
    next: () => running.next(),
    end: () => running.end(),
    declarePartitions: (places) => running.declarePartitions(places),
    awaited: () => running.awaited(),
    nextWindowStart: () => running.nextWindowStart(),
    seen: () => running.seen(),
    warmUp: () => running.warmUp(),
    unwatched: () => running.unwatched(),
    maintenance: () => running.maintenance(),
    forgetCommandsOffset: () => running.forgetCommandsOffset(),
    adopt(changed) {
      running = under(changed, adoptedSnapshot(running.snapshot(), changed.configHash));
      settings = changed;
    },
    settings: () => settings,
    snapshot: () => ({ settings, detection: running.snapshot() }),
  };
}

const digest = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
