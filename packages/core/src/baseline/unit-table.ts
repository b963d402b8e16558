import {
  type Columns,
  createTable,
  float32,
  float64,
  int32,
  type Table,
  type TableSnapshot,
  uint8,
} from "../stats/table.ts";
import { signals } from "../join/world-window.ts";
import { startsKept } from "./series-table.ts";

/** Windows over which evidence against the pre-incident reference is added up (detection rule A). */
export const referenceWindows = 5;

/** What is remembered of a unit beyond its series. Windows are numbers: start / windowMs. */
export const unitSpec = {
  /** Last window with telemetry (reports do not count), windows seen, and mean gap between them. */
  lastSeen: int32(-1),
  sightings: int32(),
  gapMean: float64(1),
  /** How often telemetry was due, and how often it did not come. */
  dueCount: float64(),
  missedCount: float64(),
  /** 1 when telemetry was due in this window, and 1 when it did not come. */
  due: uint8(),
  missing: uint8(),
  /** The learning gate: evidence of the service adding up (a CUSUM), and since when it holds (-1: it does not). */
  cusum: float64(),
  /** A CUSUM for each signal: what adds up slowly, over longer than starts are kept. */
  signalCusum: float64(0, signals.length),
  heldSince: int32(-1),
  /** 1 while its service fails in an open incident. */
  failing: uint8(),
  /** How often the gate has closed, for the coincidence budget. */
  episodes: int32(),
  /** Until when the pre-incident reference is kept after a release; -1: none. */
  referenceUntil: int32(-1),
  referenceEvidence: float32(0, referenceWindows),
  /** 1 when the unit's telemetry came in this window, or was due and did not: only then does its evidence change. */
  spoke: uint8(),
  /** Evidence of the last window in which it spoke and the one before that, without reports, nats. */
  windowEvidence: float64(),
  windowEvidenceBefore: float64(),
  /** Running products of the heartbeat's e-values. */
  heartbeat: float64(1, startsKept),
} as const;

export type UnitTable = Table<typeof unitSpec>;
export type UnitColumns = Columns<typeof unitSpec>;
export const unitTable = (snapshot?: TableSnapshot): UnitTable => createTable(unitSpec, snapshot);
