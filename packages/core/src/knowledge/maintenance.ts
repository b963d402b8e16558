import type { MaintenanceCommand, PlannedWork } from "./knowledge.ts";

/** So many works that were told and are not over are known at once; more are refused. */
const mostPlannedWorks = 1000;
/** A work that is over is remembered for so long: readings of long intervals may reach back into it. */
const workKeptMs = 86_400_000;

/** What was told of planned work while the stream runs: plain data, never changed in place. */
export interface Maintenance {
  /** In the order in which they were first told; those that have been over for long are forgotten. */
  readonly told: readonly PlannedWork[];
  /** Of the command topic: where the last command stood that was applied; null: there was none. */
  readonly commandsOffset: number | null;
  /** End of the last window that was judged, epoch ms; null before the first. */
  readonly judgedUntilMs: number | null;
}

export const noMaintenance: Maintenance = { told: [], commandsOffset: null, judgedUntilMs: null };

/**
 * What became of a command. `unchanged`: it says nothing new, or ends what is unknown or over. `applied-before`: its offset
 * is not behind that of the last one. `configured`: the configuration names that work, and it is changed there. The others
 * say why it was refused.
 */
export type MaintenanceAnswer =
  | "taken"
  | "unchanged"
  | "applied-before"
  | "configured"
  | "names-nobody"
  | "ends-before-it-begins"
  | "too-many";

/** What is known after a command, and what became of it. */
export interface ToldMaintenance {
  readonly maintenance: Maintenance;
  readonly answer: MaintenanceAnswer;
}

/** Applies a command. It holds from the next window that is judged: what was judged before is not judged anew. */
export function tellMaintenance(
  maintenance: Maintenance,
  command: MaintenanceCommand,
  configured: readonly PlannedWork[],
): ToldMaintenance {
  const id = command.kind === "add" ? command.work.id : command.id;
  if (configured.some((work) => work.id === id)) return { maintenance, answer: "configured" };
  return command.kind === "add" ? add(maintenance, command.work) : end(maintenance, command.id, command.atMs);
}

/** Adding an id again puts the new work in the place of the old one. */
function add(maintenance: Maintenance, work: PlannedWork): ToldMaintenance {
  if (work.services.length + work.components.length === 0) return { maintenance, answer: "names-nobody" };
  if (!(work.fromMs < endOf(work))) return { maintenance, answer: "ends-before-it-begins" };
  const known = maintenance.told.find(({ id }) => id === work.id);
  if (known !== undefined) {
    if (isSameWork(known, work)) return { maintenance, answer: "unchanged" };
    return taken(maintenance, replaced(maintenance.told, known, [work]));
  }
  const told = roomIn(maintenance);
  if (told.length >= mostPlannedWorks) return { maintenance, answer: "too-many" };
  return taken(maintenance, [...told, work]);
}

/** Those that are over make room for a new one, even if they would be remembered for longer. */
function roomIn({ told, judgedUntilMs }: Maintenance): readonly PlannedWork[] {
  if (told.length < mostPlannedWorks || judgedUntilMs === null) return told;
  return told.filter((work) => endOf(work) > judgedUntilMs);
}

/** A work that is ended before it has begun is given up. */
function end(maintenance: Maintenance, id: string, atMs: number): ToldMaintenance {
  const known = maintenance.told.find((work) => work.id === id);
  if (known === undefined || !(atMs < endOf(known))) return { maintenance, answer: "unchanged" };
  const ended = atMs > known.fromMs ? [{ ...known, toMs: atMs }] : [];
  return taken(maintenance, replaced(maintenance.told, known, ended));
}

const taken = (maintenance: Maintenance, told: readonly PlannedWork[]): ToldMaintenance => ({
  maintenance: { ...maintenance, told },
  answer: "taken",
});

const replaced = (
  told: readonly PlannedWork[],
  known: PlannedWork,
  by: readonly PlannedWork[],
): readonly PlannedWork[] => told.flatMap((work) => (work === known ? by : [work]));

const endOf = ({ toMs }: PlannedWork): number => toMs ?? Number.POSITIVE_INFINITY;

const isSameWork = (one: PlannedWork, other: PlannedWork): boolean =>
  one.fromMs === other.fromMs &&
  one.toMs === other.toMs &&
  one.note === other.note &&
  isSameList(one.services, other.services) &&
  isSameList(one.components, other.components);

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, at) => name === other[at]);

/** What was told under another configuration, without the works that this one names itself. */
export function maintenanceBeside(maintenance: Maintenance, configured: readonly PlannedWork[]): Maintenance {
  const ids = new Set(configured.map(({ id }) => id));
  const { told } = maintenance;
  return told.some(({ id }) => ids.has(id))
    ? { ...maintenance, told: told.filter(({ id }) => !ids.has(id)) }
    : maintenance;
}

/** After a window that ends then: what has been over for long is forgotten. */
export function maintenanceAfter(maintenance: Maintenance, judgedUntilMs: number): Maintenance {
  const isKept = (work: PlannedWork): boolean => endOf(work) + workKeptMs > judgedUntilMs;
  const { told } = maintenance;
  return { ...maintenance, told: told.every(isKept) ? told : told.filter(isKept), judgedUntilMs };
}

/** Works that are in force or ahead after the last window: those of the configuration first. */
export function plannedAhead(
  { told, judgedUntilMs }: Maintenance,
  configured: readonly PlannedWork[],
): readonly PlannedWork[] {
  const all = [...configured, ...told];
  return judgedUntilMs === null ? all : all.filter((work) => endOf(work) > judgedUntilMs);
}
