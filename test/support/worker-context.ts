import { type ConfigurationPlace, loadLiveConfiguration } from "@tocsin/adapters/config";
import { type EventName, type Health, health, logger, metrics } from "@tocsin/adapters/observe";
import type { WorkerContext } from "@tocsin/adapters/process";
import type { Log } from "@tocsin/log";

/** What a worker is given in a test, and what it has made of it. */
export interface TestContext {
  readonly context: WorkerContext;
  readonly health: Health;
  /** What the log was told, in order. */
  readonly events: () => readonly EventName[];
  /** The same with all their fields. */
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
  /** Readers, writers and memberships that were opened on the log and not closed. */
  readonly open: () => readonly string[];
}

/** A context on a log, with the configuration that the variables give; the topology is of no matter. */
export async function workerContext(log: Log, env: ConfigurationPlace["env"] = {}): Promise<TestContext> {
  const loaded = await loadLiveConfiguration({ file: null, env });
  if (loaded.kind === "faulty") throw new Error(JSON.stringify(loaded.faults));
  const { configuration } = loaded.value;
  const lines: string[] = [];
  const told = logger({
    level: "debug",
    service: "test",
    environment: configuration.environment,
    destination: { write: (line) => void lines.push(line) },
  });
  const watched = watchedLog(log);
  const instruments = {
    log: told,
    metrics: metrics({
      version: "0.0.0",
      environment: configuration.environment,
      processMetrics: false,
    }),
    health: health(),
    nowMs: () => Date.now(),
    elapsedMs: () => performance.now(),
  };
  return {
    context: { configuration, topology: null, log: watched.log, instruments, isAlone: true },
    health: instruments.health,
    events: () => lines.map((line) => (JSON.parse(line) as { readonly event: EventName }).event),
    lines: () => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    open: watched.open,
  };
}

/** A log that knows what was opened on it and is not closed. */
function watchedLog(log: Log): { readonly log: Log; readonly open: () => readonly string[] } {
  const open = new Set<{ readonly what: string }>();
  const watch = (what: string): (() => void) => {
    const opened = { what };
    open.add(opened);
    return () => void open.delete(opened);
  };
  const watched: Log = {
    ...log,
    reader: (from) => {
      const reader = log.reader(from);
      const closed = watch("reader");
      return { ...reader, close: async () => await reader.close().then(closed) };
    },
    writer: async (identity) => {
      const writer = await log.writer(identity);
      const closed = watch(`writer ${identity}`);
      return { ...writer, close: async () => await writer.close().then(closed) };
    },
    join: (options) => {
      const membership = log.join(options);
      const left = watch(`member of ${options.group}`);
      return { ...membership, leave: async () => await membership.leave().then(left) };
    },
  };
  return { log: watched, open: () => [...open].map(({ what }) => what) };
}
