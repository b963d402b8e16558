import type { Configuration, Topology } from "@tocsin/contracts";
import type { DetectionSnapshot, Log } from "@tocsin/core";
import type { DetectorObserver } from "./detector-observer.ts";

/** What decides how the world is judged; kept with each snapshot, because a later run may have others. */
export interface DetectionSettings {
  readonly environment: string;
  readonly falseAlarmsPer90Days: number;
  readonly allowedLatenessMs: number;
  readonly topology: Topology | null;
  readonly configHash: string;
}

export interface DetectorConfiguration extends Pick<Configuration, "windowMs" | "topics" | "clock"> {
  readonly kafka: Pick<Configuration["kafka"], "namePrefix" | "sessionTimeoutMs">;
}

export interface DetectorOptions {
  readonly log: Log;
  readonly configuration: DetectorConfiguration;
  readonly settings: DetectionSettings;
  readonly observer: DetectorObserver;
  /** Wall clock, epoch ms: decides when to write a snapshot and what is told of delays, never what is said. */
  readonly nowMs: () => number;
  /** How a detector without memory begins; it is asked once, and never where there is a memory. */
  readonly warmStart: WarmStart | null;
}

export type WarmStart =
  /** Judges the topics' own history in silence up to a time. */
  | { readonly kind: "topics"; readonly quietUntilMs: number }
  /** Learns from elsewhere before the first window, whose start it is given. */
  | {
      readonly kind: "recording";
      /** Rejects when there is nothing to learn from; asked before the first window is waited for. */
      readonly ask: () => Promise<void>;
      readonly learn: (firstWindowStartMs: number) => Promise<DetectionSnapshot>;
    };

/** The group whose one active member judges; its offsets are for lag monitors alone. */
export function detectorGroup({ kafka }: Pick<DetectorConfiguration, "kafka">): string {
  return `${kafka.namePrefix}.detector`;
}
