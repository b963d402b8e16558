import type { Topology } from "@tocsin/contracts";
import { encodeNats, noData } from "../client/evidence-code.js";
import type { Mark, Strip, StripRow } from "../client/payload.ts";
import type { EvidenceStrip } from "../record/evidence-strip.ts";
import type { IncidentRecord } from "../record/incident-log.ts";
import { firstDifference, textDifference } from "./first-difference.ts";
import { serviceOf } from "../record/signal-columns.ts";

/** Rows beyond these are left out, those without any incident first. */
export const mostRows = { overview: 240, incident: 48 } as const;

/** The first row of every strip: the evidence for a shared failure that is not part of an open incident already. */
export const togetherRow = "New shared failure";

/** Units with those first that failed in the records given, in their order; then as the topology lists them. */
export function orderedUnits(
  units: readonly string[],
  records: readonly IncidentRecord[],
  topology: Topology | null,
): readonly string[] {
  const rank = new Map<string, number>();
  const admit = (service: string): unknown => rank.has(service) || rank.set(service, rank.size);
  const together = records.filter(({ outcome }) => outcome.scope === "simultaneous");
  for (const { outcome } of [...together, ...records]) outcome.members.forEach(admit);
  for (const { latest } of records) latest.data.services.forEach(({ service }) => admit(service));
  Object.keys(topology?.services ?? {}).forEach(admit);
  const rankOf = (unit: string): number => rank.get(serviceOf(unit)) ?? rank.size;
  return units.toSorted((one, other) =>
    firstDifference(rankOf(one) - rankOf(other), textDifference(one, other)),
  );
}

/** From here on the colour of a cell can be told from that of none. */
const seenFromNats = 5;

/** Units that show something within the strip, and those of `services` in any case. */
export function speakingUnits(
  strip: EvidenceStrip,
  units: readonly string[],
  services: ReadonlySet<string>,
): readonly string[] {
  const least = encodeNats(seenFromNats);
  return units.filter((unit) => {
    if (services.has(serviceOf(unit))) return true;
    const { telemetry, reportsOnly } = strip.lanesOf(unit);
    return [telemetry, reportsOnly].some((lane) => laneCodes(strip, lane).some((code) => code >= least));
  });
}

/** A strip with the row that speaks of all services above those of the units. */
export function stripOf(
  strip: EvidenceStrip,
  units: readonly string[],
  { marks, rows: most }: { readonly marks: readonly Mark[]; readonly rows: number },
): Strip | null {
  const { from, binMs, bins } = strip.bins;
  if (from === null) return null;
  const rows = [null, ...units.slice(0, most)].map((unit) => rowOf(strip, unit));
  return { from, binMs, bins, rows, marks };
}

function rowOf(strip: EvidenceStrip, unit: string | null): StripRow {
  const lanes = strip.lanesOf(unit);
  return {
    name: unit ?? togetherRow,
    telemetry: laneText(strip, lanes.telemetry),
    reportsOnly: laneText(strip, lanes.reportsOnly),
    planned: laneText(strip, lanes.planned),
  };
}

function laneText(strip: EvidenceStrip, lane: number): string | null {
  const codes = laneCodes(strip, lane);
  return codes.every((code) => code === noData) ? null : Buffer.from(codes).toString("base64");
}

function laneCodes({ bins }: EvidenceStrip, lane: number): Uint8Array {
  return Uint8Array.from({ length: bins.bins }, (_, bin) => bins.code(lane, bin));
}
