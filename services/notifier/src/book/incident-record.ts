import { decodeAlert } from "@tocsin/adapters/wire";
import { StateFault } from "@tocsin/log";
import { type HeldIncident, type Told, toldNothing } from "./told.ts";

/*
 * The notifier's memory, as it stands in its compacted topic: a record of each incident that somebody is still to be told
 * of, with a null where nobody is any more, and one that says how far the alerts were read.
 */

/** Changes when older programs could misread what newer ones write. */
const format = 1;

export const progressKey = "progress";
const incidentPrefix = "incident/";

export const incidentKey = (incident: string): string => `${incidentPrefix}${incident}`;

/** How far each partition of the alerts was taken up: the offset of the next record. */
export type Progress = Readonly<Record<string, number>>;

interface IncidentRecord {
  readonly format: typeof format;
  readonly event: unknown;
  readonly from: HeldIncident["from"];
  readonly takenAtMs: number;
  readonly told: Readonly<Record<string, Partial<Told>>>;
}

export function incidentValue({ event, from, takenAtMs, told }: HeldIncident): string {
  const record: IncidentRecord = { format, event, from, takenAtMs, told: Object.fromEntries(told) };
  return JSON.stringify(record);
}

export const progressValue = (offsets: Progress): string => JSON.stringify({ format, offsets });

export type StateRecord =
  | { readonly kind: "incident"; readonly incident: string; readonly held: HeldIncident | null }
  | { readonly kind: "progress"; readonly offsets: Progress };

/** What a record says. Throws `StateFault` for one that must not be passed over: people would be told twice, or not at all. */
export function readStateRecord(key: string | null, value: Uint8Array | null, where: string): StateRecord {
  if (key?.startsWith(incidentPrefix) === true) {
    const incident = key.slice(incidentPrefix.length);
    return { kind: "incident", incident, held: value === null ? null : heldOf(value, where) };
  }
  if (key !== progressKey || value === null) throw unreadable(where);
  const { offsets } = parsed(value, where) as unknown as { readonly offsets: Progress };
  return { kind: "progress", offsets };
}

function heldOf(value: Uint8Array, where: string): HeldIncident {
  const record = parsed(value, where) as unknown as IncidentRecord;
  const decoded = decodeAlert(new TextEncoder().encode(JSON.stringify(record.event)));
  if (decoded.kind === "rejected") throw unreadable(where);
  const told = Object.entries(record.told).map(([sink, one]) => [sink, { ...toldNothing, ...one }] as const);
  return { event: decoded.event, from: record.from, takenAtMs: record.takenAtMs, told: new Map(told) };
}

function parsed(value: Uint8Array, where: string): Readonly<Record<string, unknown>> {
  let record: { readonly format?: unknown } | null = null;
  try {
    record = JSON.parse(new TextDecoder().decode(value)) as { readonly format?: unknown } | null;
  } catch {
    throw unreadable(where);
  }
  if (record?.format === format) return record;
  if (typeof record?.format === "number" && record.format > format) {
    throw new StateFault(
      "state-newer",
      `${where} has format ${record.format}, and this version of tocsin reads up to ${format}: run the version that wrote it`,
    );
  }
  throw unreadable(where);
}

const unreadable = (where: string): StateFault =>
  new StateFault(
    "state-unreadable",
    `what stands in ${where} is no memory of a notifier: look who else writes there; to begin anew, with what is open then, delete the topic and run tocsin topics apply`,
  );
