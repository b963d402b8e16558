import type { Stream } from "../reading/reading.ts";

/**
 * The wall clock of a time zone: `offsetMs[i]` is added to UTC from `fromMs[i]` (epoch ms, rising) on; before the first,
 * `offsetMs[0]` holds. Made outside of core, because what a zone is changes with the platform; part of `configHash`.
 */
export interface ZoneTable {
  readonly name: string;
  readonly fromMs: readonly number[];
  readonly offsetMs: readonly number[];
}

/** Days that are not like others, first and last included, as days since 1970-01-01 on the service's own wall clock. */
export interface SpecialDays {
  readonly name: string;
  readonly firstDay: number;
  readonly lastDay: number;
  /** Null: all services. */
  readonly services: readonly string[] | null;
  /** The day of the week that they are like, 0 Sunday to 6 Saturday; null: like none, and nothing is learned of them. */
  readonly like: number | null;
}

/** Work on services, or on all that belongs to components, that was told ahead or while it lasts. */
export interface PlannedWork {
  readonly id: string;
  readonly services: readonly string[];
  readonly components: readonly string[];
  readonly fromMs: number;
  /** Null: until it is ended by a command. */
  readonly toMs: number | null;
  readonly note: string | null;
}

/** A part of the past of which nothing is to be learned. */
export interface ExcludedPast {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: all services. */
  readonly services: readonly string[] | null;
}

/** What it means that no reading came: that who should speak is silent, a count of nothing, or nothing at all. */
export type Missing = "silence" | "zero" | "ignore";

/** What people know and numbers do not say. All of it is part of `configHash`. */
export interface Knowledge {
  /** Null: UTC. */
  readonly zone: ZoneTable | null;
  /** Of services that have another one than `zone`. */
  readonly zoneOf: Readonly<Record<string, ZoneTable>>;
  readonly calendar: readonly SpecialDays[];
  readonly maintenance: readonly PlannedWork[];
  readonly exclude: readonly ExcludedPast[];
  /** Streams that are not named are `silence`. */
  readonly missing: Readonly<Partial<Record<Stream, Missing>>>;
  /** Of services that differ from `missing`. */
  readonly missingOf: Readonly<Record<string, Readonly<Partial<Record<Stream, Missing>>>>>;
  /** How many witnesses (sources) must see a failure of a service before it counts as one; services not named: as ever. */
  readonly quorumOf: Readonly<Record<string, number>>;
}

export const nothingKnown: Knowledge = {
  zone: null,
  zoneOf: {},
  calendar: [],
  maintenance: [],
  exclude: [],
  missing: {},
  missingOf: {},
  quorumOf: {},
};

/** Planned work, told or ended while the stream runs. It holds from the first window that is judged after it was taken. */
export type MaintenanceCommand =
  | { readonly kind: "add"; readonly work: PlannedWork }
  | { readonly kind: "end"; readonly id: string; readonly atMs: number };
