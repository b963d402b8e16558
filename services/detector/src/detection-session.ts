import { createHash } from "node:crypto";
import {
  adoptedSnapshot,
  type DetectedWindow,
  detection,
  type Detection,
  type DetectionSnapshot,
  type Frame,
  type InputPlace,
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
}

/** Core's detection, under settings that can change between two windows: the same live, in a replay and for learning. */
export interface DetectionSession {
  /** The windows that this frame completes, in order. */
  step(frame: Frame): readonly DetectedWindow[];
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
  let running = detectionUnder(settings, config, snapshot);
  return {
    step: (frame) => running.step(frame),
    end: () => running.end(),
    declarePartitions: (places) => running.declarePartitions(places),
    awaited: () => running.awaited(),
    nextWindowStart: () => running.nextWindowStart(),
    seen: () => running.seen(),
    warmUp: () => running.warmUp(),
    unwatched: () => running.unwatched(),
    adopt(changed) {
      running = detectionUnder(changed, config, adoptedSnapshot(running.snapshot(), changed.configHash));
      settings = changed;
    },
    settings: () => settings,
    snapshot: () => ({ settings, detection: running.snapshot() }),
  };
}

const digest = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

function detectionUnder(
  settings: DetectionSettings,
  { windowMs, newcomerWaitMs, withEvidence, suppressUntilMs }: DetectionSessionConfig,
  snapshot: DetectionSnapshot | undefined,
): Detection {
  const how = { windowMs, newcomerWaitMs, withEvidence, suppressUntilMs };
  return detection({ ...settings, ...how, digest }, snapshot);
}
