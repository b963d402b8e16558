import type { Command, Configuration } from "@tocsin/contracts";

/** Work as it is planned after all commands that were given, or in the configuration. */
export interface KnownWork {
  readonly id: string;
  readonly from: "command" | "configuration";
  readonly services: readonly string[];
  readonly components: readonly string[];
  readonly fromMs: number;
  /** Null: until it is ended. */
  readonly toMs: number | null;
  readonly note: string | null;
  readonly by: string | null;
  /** Start of the window before which nothing of this can hold; null where the configuration says it. */
  readonly holdsFrom: number | null;
}

/** What stands after the commands, by id: the same that the detector makes of them, where each was read in time. */
export function worksTold(commands: readonly Command[]): ReadonlyMap<string, KnownWork> {
  const works = new Map<string, KnownWork>();
  for (const command of commands) {
    if (command.kind === "maintenance-add") works.set(command.id, workOf(command));
    if (command.kind === "maintenance-end") end(works, command);
  }
  return works;
}

function workOf(command: Extract<Command, { kind: "maintenance-add" }>): KnownWork {
  const { id, services = [], components = [], from, to, note, by, fromWindow } = command;
  return {
    id,
    from: "command",
    services,
    components,
    fromMs: Date.parse(from),
    toMs: to === undefined ? null : Date.parse(to),
    note: note ?? null,
    by: by ?? null,
    holdsFrom: fromWindow,
  };
}

/** What is ended before it has begun is given up. */
function end(works: Map<string, KnownWork>, command: Extract<Command, { kind: "maintenance-end" }>): void {
  const work = works.get(command.id);
  if (work === undefined || command.fromWindow >= (work.toMs ?? Number.POSITIVE_INFINITY)) return;
  if (command.fromWindow <= work.fromMs) works.delete(command.id);
  else works.set(command.id, { ...work, toMs: command.fromWindow });
}

export function worksConfigured({ maintenance }: Pick<Configuration, "maintenance">): readonly KnownWork[] {
  return maintenance.map(({ services = [], components = [], from, to, note }, at) => ({
    id: `configuration-${at + 1}`,
    from: "configuration",
    services,
    components,
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    note: note ?? null,
    by: null,
    holdsFrom: null,
  }));
}

export type WorkState = "in force" | "ahead" | "over";

/** A command holds no earlier than its window, whatever its work says. */
export function stateOf({ fromMs, toMs, holdsFrom }: KnownWork, nowMs: number): WorkState {
  if (toMs !== null && toMs <= nowMs) return "over";
  return Math.max(fromMs, holdsFrom ?? fromMs) <= nowMs ? "in force" : "ahead";
}
