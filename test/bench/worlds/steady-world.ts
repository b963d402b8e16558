import {
  type WindowDetection,
  windowDetection,
  type WindowDetectionSnapshot,
  type WorldWindow,
} from "@tocsin/core";
import { generateTelemetry } from "@tocsin/scenarios";
import { detectionConfig } from "./detection-config.ts";
import { fiftyServices, fiftyServicesTopology } from "./fifty-services.ts";
import { worldWindows } from "./world-windows.ts";

/** A detector that has seen the fifty services for a while, and what comes next. */
export interface SteadyWorld {
  /** Windows it has learned from. */
  readonly learned: number;
  readonly snapshot: WindowDetectionSnapshot;
  readonly windows: readonly WorldWindow[];
  readonly series: number;
  /** The series of each service, by index. */
  readonly services: readonly (readonly number[])[];
  /** Observations in all windows: one series in one window each. */
  readonly streamMinutes: number;
}

export const steadyConfig = detectionConfig(fiftyServicesTopology);

export function steadyWorld(learnedMinutes: number, measuredMinutes: number): SteadyWorld {
  const learner = windowDetection(steadyConfig);
  const windows: WorldWindow[] = [];
  const services = new Map<string, number[]>();
  let learned = 0;
  for (const window of worldWindows(generateTelemetry(fiftyServices(learnedMinutes, measuredMinutes)))) {
    for (const { service, index } of window.newSeries)
      services.set(service, [...(services.get(service) ?? []), index]);
    if (learned === learnedMinutes) windows.push(window);
    else {
      learner.step(window);
      learned += 1;
    }
  }
  return {
    learned,
    snapshot: learner.snapshot(),
    windows,
    series: learner.seen().series,
    services: [...services.values()],
    streamMinutes: windows.reduce((sum, { observations }) => sum + observations.length, 0),
  };
}

/** A detector of its own that goes on from there. */
export const resumed = ({ snapshot }: SteadyWorld, withEvidence = false): WindowDetection =>
  windowDetection({ ...steadyConfig, withEvidence }, structuredClone(snapshot));
