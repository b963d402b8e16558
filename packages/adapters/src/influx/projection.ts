import type { AlertEvent, EvidenceFrame, Topology } from "@tocsin/contracts";
import { evidencePoints } from "./evidence-points.ts";
import { evidenceTags } from "./evidence-tags.ts";
import { incidentPoint } from "./incident-points.ts";
import type { Point } from "./point.ts";
import { topologyPoints, topologyTimeMs } from "./topology-points.ts";

/**
 * What evidence and alerts are in InfluxDB. The recorder and `replay --out` both write what this gives, so the points
 * are the same. It remembers only for which hour the topology was given last; to give it once more is harmless.
 */
export interface Projection {
  /** `arrivedMs`: timestamp of the evidence in its topic, null where it came from none. */
  readonly evidence: (frame: EvidenceFrame, arrivedMs: number | null) => readonly Point[];
  readonly alert: (event: AlertEvent) => readonly Point[];
  /** Given with the next window. */
  readonly changeTopology: (topology: Topology | null) => void;
}

export function projection(options: {
  readonly environment: string;
  readonly topology: Topology | null;
}): Projection {
  const { environment } = options;
  const tags = evidenceTags(environment);
  let topology = options.topology;
  let writtenForMs: number | null = null;
  const topologyOf = (windowStart: number): readonly Point[] => {
    const timeMs = topologyTimeMs(windowStart);
    if (topology === null || timeMs === writtenForMs) return [];
    writtenForMs = timeMs;
    return topologyPoints(topology, environment, timeMs);
  };
  return {
    evidence: (frame, arrivedMs) => [
      ...topologyOf(frame.windowStart),
      ...evidencePoints(frame, tags, arrivedMs),
    ],
    alert: (event) => [incidentPoint(event, environment, topology)],
    changeTopology: (next) => {
      topology = next;
      writtenForMs = null;
    },
  };
}
