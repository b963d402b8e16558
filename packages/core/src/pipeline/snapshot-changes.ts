import { noIncidents } from "../incident/index.ts";
import { withoutIncidents } from "../alert/index.ts";
import { noMaintenance } from "../knowledge/maintenance.ts";
import type { DetectionSnapshot } from "./detection.ts";

/**
 * The same memory under another configuration: for a topology or a budget that was changed between two windows. What
 * was learned of the series, and the open incidents, stay. The window length must be the same: series count in windows.
 */
export function adoptedSnapshot(snapshot: DetectionSnapshot, configHash: string): DetectionSnapshot {
  return { ...snapshot, windows: { ...snapshot.windows, configHash } };
}

/**
 * What was learned, ready for frames of other partitions: no frame is waited for or held, nothing is emitted of
 * incidents whose beginning was not, and planned work that was told is another stream's.
 */
export function learnedSnapshot(snapshot: DetectionSnapshot): DetectionSnapshot {
  const queue = { known: [], pending: [], next: null, started: false, newest: null };
  const { endedAlone } = snapshot.windows.incidents;
  const incidents = { ...noIncidents, endedAlone };
  return {
    world: { ...snapshot.world, queue, losses: [] },
    windows: {
      ...snapshot.windows,
      incidents,
      alerts: withoutIncidents(snapshot.windows.alerts),
      maintenance: noMaintenance,
    },
  };
}
