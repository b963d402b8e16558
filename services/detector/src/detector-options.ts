import type { Configuration } from "@tocsin/contracts";
import type { DetectionSnapshot } from "@tocsin/core";
import type { Log } from "@tocsin/log";
import type { DetectionSettings } from "./detection-settings.ts";
import type { DetectorInstrumentation } from "./instrumentation.ts";

export interface DetectorConfiguration extends Pick<Configuration, "windowMs" | "topics" | "clock"> {
  readonly kafka: Pick<Configuration["kafka"], "namePrefix" | "sessionTimeoutMs">;
}

export interface DetectorOptions {
  readonly log: Log;
  readonly configuration: DetectorConfiguration;
  readonly settings: DetectionSettings;
  readonly instrumentation: DetectorInstrumentation;
  /** Milliseconds by a clock that never goes back: decides when to write a snapshot and what is told, never what is said. */
  readonly nowMs: () => number;
  /** How a detector without memory begins; it is asked once, and never where there is a memory. */
  readonly warmStart: WarmStart | null;
}

export type WarmStart =
  /** Judges the topics' own history up to a time without emitting an alert. */
  | { readonly kind: "topics"; readonly suppressUntilMs: number }
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
