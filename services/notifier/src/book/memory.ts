import { decodeAlert } from "@tocsin/adapters/wire";
import {
  type Log,
  type LogPlace,
  type LogWriter,
  type NewLogRecord,
  readBetween,
  sendInBatches,
} from "@tocsin/log";
import {
  incidentKey,
  incidentValue,
  type Progress,
  progressKey,
  progressValue,
  readStateRecord,
} from "./incident-record.ts";
import type { HeldIncident } from "./told.ts";

export interface MemoryPlaces {
  readonly log: Log;
  /** The notifier's own partition. */
  readonly place: LogPlace;
  readonly alerts: readonly LogPlace[];
  readonly nowMs: number;
  readonly stop: AbortSignal;
}

export interface Remembered {
  readonly incidents: ReadonlyMap<string, HeldIncident>;
  /** Those of them that are in no memory yet. */
  readonly unsaved: readonly string[];
  /** By partition of the alerts: the offset from which they are to be read. */
  readonly offsets: ReadonlyMap<number, number>;
}

/**
 * What was committed last. Where a partition of the alerts was never read, as on the first start, what is open in it is
 * taken up and what is over is not: nobody is to be called for the past.
 */
export async function remembered(places: MemoryPlaces): Promise<Remembered> {
  const incidents = new Map<string, HeldIncident>();
  const progress: { offsets: Progress } = { offsets: {} };
  const { log, place, stop } = places;
  const { first, end } = await log.span(place);
  await readBetween(log, { place, from: first, to: end, stop }, ({ key, value, offset }) => {
    const text = key === null ? null : new TextDecoder().decode(key);
    const record = readStateRecord(text, value, `${place.topic}/${place.partition} offset ${offset}`);
    if (record.kind === "progress") progress.offsets = record.offsets;
    else if (record.held === null) incidents.delete(record.incident);
    else incidents.set(record.incident, record.held);
    return true;
  });
  const saved = new Set(incidents.keys());
  const offsets = new Map<number, number>();
  for (const alerts of places.alerts) {
    const known = progress.offsets[alerts.partition];
    offsets.set(alerts.partition, known ?? (await takeOpen(places, alerts, incidents)));
  }
  return { incidents, unsaved: [...incidents.keys()].filter((incident) => !saved.has(incident)), offsets };
}

async function takeOpen(
  { log, nowMs, stop }: MemoryPlaces,
  alerts: LogPlace,
  incidents: Map<string, HeldIncident>,
): Promise<number> {
  const { first, end } = await log.span(alerts);
  await readBetween(log, { place: alerts, from: first, to: end, stop }, ({ value, offset }) => {
    const decoded = decodeAlert(value);
    if (decoded.kind === "rejected") return true;
    const { event } = decoded;
    const { incident, status } = event.data;
    if (status !== "open") incidents.delete(incident);
    else
      incidents.set(incident, {
        event,
        from: { ...alerts, offset },
        takenAtMs: nowMs,
        told: new Map(),
      });
    return true;
  });
  return end;
}

export interface Saving {
  /** Resolves when all that was marked before is committed; rejects when it is not known to be. */
  save(): Promise<void>;
  /** The incident has changed, and is to be written as it is when it is written. */
  mark(incident: string): void;
  letter(letter: NewLogRecord): void;
  /** Commits, also where nothing is new: it rejects when another notifier holds the identity by now. */
  prove(): Promise<void>;
  /** All alerts of the partition before the offset are taken up. */
  reached(partition: number, offset: number): void;
}

export interface SavingPlaces {
  readonly writer: LogWriter;
  readonly place: LogPlace;
  readonly deadLetters: LogPlace;
  readonly alerts: string;
  readonly group: string;
  readonly incidents: ReadonlyMap<string, HeldIncident>;
}

/** One transaction after the other; what is marked while one runs goes with the next. */
export function saving(places: SavingPlaces, first: ReadonlyMap<number, number>): Saving {
  const marked = new Set<string>();
  const offsets = new Map(first);
  let letters: NewLogRecord[] = [];
  let isMoved = false;
  let last: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    if (marked.size === 0 && letters.length === 0 && !isMoved) return;
    const records = [...marked].map((incident): NewLogRecord => {
      const held = places.incidents.get(incident);
      return { key: incidentKey(incident), value: held === undefined ? null : incidentValue(held) };
    });
    const refused = letters;
    if (isMoved) records.push({ key: progressKey, value: progressValue(Object.fromEntries(offsets)) });
    const positions = [...offsets].map(([partition, offset]) => ({
      topic: places.alerts,
      partition,
      offset,
    }));
    const moves = isMoved;
    marked.clear();
    letters = [];
    isMoved = false;
    await places.writer.transaction(async (transaction) => {
      await sendInBatches(transaction, places.place, records);
      if (refused.length > 0) await sendInBatches(transaction, places.deadLetters, refused);
      if (moves) await transaction.offsets(places.group, positions);
    });
  }

  const save = async (): Promise<void> => {
    last = last.then(flush);
    last.catch(() => undefined);
    await last;
  };

  return {
    save,
    prove: async () => {
      isMoved = true;
      await save();
    },
    mark: (incident) => void marked.add(incident),
    letter: (letter) => void letters.push(letter),
    reached(partition, offset) {
      offsets.set(partition, offset);
      isMoved = true;
    },
  };
}
