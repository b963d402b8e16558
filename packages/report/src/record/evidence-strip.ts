import type { EvidenceFrame } from "@tocsin/contracts";
import { encodeNats, noData } from "../client/evidence-code.js";
import { type BinnedLanes, timeBins } from "./time-bins.ts";

/** Below this, in nats, telemetry says nothing about a service, and what reports say of it is shown as reports alone. */
const telemetrySilentBelowNats = 3;

/** Evidence by time of all services together and of every unit, in a bounded number of bins. */
export interface EvidenceStrip {
  readonly add: (frame: EvidenceFrame) => void;
  /** Units in order of first appearance. */
  readonly units: readonly string[];
  readonly bins: BinnedLanes;
  /** Lanes of a unit, or of all services together with null. */
  readonly lanesOf: (unit: string | null) => StripLanes;
}

export interface StripLanes {
  /** Evidence without user reports. */
  readonly telemetry: number;
  /** Evidence of windows in which only user reports speak. */
  readonly reportsOnly: number;
  /** Windows in which the unit is worked on. */
  readonly planned: number;
}

/** The code of a bin in which a unit is worked on. */
const plannedCode = 1;

export function evidenceStrip(windowMs: number, capacity: number): EvidenceStrip {
  const bins = timeBins(windowMs, capacity);
  const units: string[] = [];
  const position = new Map<string, number>();

  const lanesOf = (unit: string | null): StripLanes => {
    const row = unit === null ? 0 : 1 + (position.get(unit) ?? units.length);
    return { telemetry: 3 * row, reportsOnly: 3 * row + 1, planned: 3 * row + 2 };
  };
  const raise = (windowStart: number, unit: string | null, nats: EvidencePair): void => {
    const lanes = lanesOf(unit);
    bins.raise(windowStart, lanes.telemetry, encodeNats(nats.withoutReports));
    bins.raise(windowStart, lanes.reportsOnly, reportsOnlyCode(nats));
  };
  const register = (unit: string): void => {
    if (position.has(unit)) return;
    position.set(unit, units.length);
    units.push(unit);
  };

  return {
    units,
    bins,
    lanesOf,
    add: (frame) => {
      raise(frame.windowStart, null, frame);
      frame.units.unit.forEach((unit, index) => {
        register(unit);
        const logEvidence = frame.units.logEvidence[index] ?? 0;
        const withoutReports = frame.units.logEvidenceWithoutReports[index] ?? 0;
        raise(frame.windowStart, unit, { logEvidence, withoutReports });
      });
      for (const unit of frame.maintenance ?? []) {
        register(unit);
        bins.raise(frame.windowStart, lanesOf(unit).planned, plannedCode);
      }
    },
  };
}

interface EvidencePair {
  readonly logEvidence: number;
  readonly withoutReports: number;
}

function reportsOnlyCode({ logEvidence, withoutReports }: EvidencePair): number {
  const reportsAlone = withoutReports < telemetrySilentBelowNats && logEvidence >= telemetrySilentBelowNats;
  return reportsAlone ? encodeNats(logEvidence) : noData;
}
