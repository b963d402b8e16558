import {
  type Columns,
  createTable,
  float32,
  float64,
  type Table,
  type TableSnapshot,
  uint8,
} from "../stats/table.ts";
import { signals } from "../world/world-window.ts";
import { recentSpec } from "./entity/recent-windows.ts";
import { heartbeatSpec } from "./silence/heartbeat.ts";
import { latenessSpec } from "./silence/lateness.ts";
import { startsKept } from "./starts.ts";

/** Windows over which evidence against the level before the incident is added up (rule 31). */
export const referenceWindows = 5;

/** What is remembered of an entity beyond its series. Windows are numbers: start / windowMs. */
export const entitySpec = {
  ...heartbeatSpec,
  ...latenessSpec,
  ...recentSpec,
  /** The learning gate: evidence of the entity adding up (a CUSUM), and since when it is held (-1: it is not). */
  cusum: float64(),
  /** A CUSUM for each signal: what adds up slowly, over longer than starts are kept. */
  signalCusum: float64(0, signals.length),
  heldSince: float64(-1),
  /** 1 while its service fails in an open incident. */
  failing: uint8(),
  /** Until when the level before the incident is kept after a release; -1: there is none. */
  referenceUntil: float64(-1),
  referenceEvidence: float32(0, referenceWindows),
  /** 1 when its telemetry came in this window, or was due and did not: only then does its evidence change. */
  assessed: uint8(),
  /** Evidence of the last window in which it was assessed and the one before that, without reports, nats. */
  windowEvidence: float64(),
  windowEvidenceBefore: float64(),
  /** The look-back of the heartbeat: products of its e-values. */
  heartbeat: float64(1, startsKept),
  /** 1 while it is worked on, and the last window in which it was; -1: it never was (rule 53). */
  maintained: uint8(),
  maintainedAt: float64(-1),
} as const;

export type EntityTable = Table<typeof entitySpec>;
export type EntityColumns = Columns<typeof entitySpec>;
export const entityTable = (snapshot?: TableSnapshot): EntityTable => createTable(entitySpec, snapshot);
