import { createHash } from "node:crypto";
import type { AlertEvent } from "../../src/alert/event.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import {
  type DetectionConfig,
  type WindowDetection,
  windowDetection,
  type WindowDetectionSnapshot,
} from "../../src/pipeline/window-detection.ts";
import { minuteMs, worldStartMs } from "./synthetic-world.ts";

export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A configuration for synthetic worlds, without evidence frames; components are lists of services. */
export function configOf(components: Readonly<Record<string, readonly string[]>> | null): DetectionConfig {
  const topology =
    components === null
      ? null
      : {
          services: Object.fromEntries(
            Object.values(components)
              .flat()
              .map((name) => [name.split("/")[0]!, {}]),
          ),
          components: Object.fromEntries(
            Object.entries(components).map(([name, services]) => [name, { services }]),
          ),
        };
  return {
    environment: "test",
    windowMs: minuteMs,
    allowedLatenessMs: 30_000,
    falseAlarmsPer90Days: 1,
    topology,
    configHash: "0".repeat(64),
    digest,
    withEvidence: false,
  };
}

/** An alert with the number of the window that led to it, counted from the start of the synthetic world. */
export interface Emitted {
  readonly window: number;
  readonly alert: AlertEvent;
}

export function run(
  config: DetectionConfig,
  windows: readonly WorldWindow[],
  snapshot?: WindowDetectionSnapshot,
): { readonly emitted: readonly Emitted[]; readonly detection: WindowDetection } {
  const detection = windowDetection(config, snapshot);
  const emitted = windows.flatMap((window) =>
    detection.step(window).alerts.map((alert) => ({ window: windowNumber(window.windowStart), alert })),
  );
  return { emitted, detection };
}

const windowNumber = (timeMs: number): number => (timeMs - worldStartMs) / minuteMs;

/** Window number of an ISO time in an alert. */
export const windowAt = (time: string): number => windowNumber(Date.parse(time));

/** What was opened, when, and of whom. */
export const opened = (emitted: readonly Emitted[]) =>
  emitted
    .filter(({ alert }) => alert.data.revision === 1)
    .map(({ window, alert }) => ({
      window,
      scope: alert.data.scope,
      services: alert.data.services.map(({ service }) => service),
    }));
