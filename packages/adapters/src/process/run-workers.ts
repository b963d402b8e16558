import { setTimeout as sleep } from "node:timers/promises";
import type { Topology } from "@tocsin/contracts";
import { type Log, LogFault, StateFault } from "@tocsin/log";
import { configHash } from "../config/config-hash.ts";
import { inClear } from "../config/in-clear.ts";
import type { LiveSettings } from "../config/live-settings.ts";
import {
  checkTopics,
  kafkaCluster,
  type KafkaCluster,
  kafkaInstrumentation,
  rolesOfWorker,
} from "../kafka/index.ts";
import { health } from "../observe/health.ts";
import { type HealthServer, healthServer } from "../observe/health-server.ts";
import type { Instruments } from "../observe/instruments.ts";
import { logger } from "../observe/logger.ts";
import { metrics } from "../observe/metrics.ts";
import { followTopology } from "./follow-topology.ts";
import { kafkaFault } from "./kafka-fault.ts";
import { ProcessFault, usageFault } from "./process-fault.ts";
import { teardown } from "./teardown.ts";
import type { RunningWorker, WorkerApp, WorkerContext } from "./worker-app.ts";

export interface WorkersToRun {
  readonly apps: readonly WorkerApp[];
  readonly settings: LiveSettings;
  readonly program: Program;
  readonly outside: Outside;
}

/** What the log and the metrics call the program. */
export interface Program {
  readonly name: string;
  readonly version: string;
}

/** What is around the workers of a process. */
export interface Outside {
  /** Takes the lines of the log, each with its line break. */
  readonly write: (line: string) => void;
  /** Aborted when the workers are to hand over and end; never where there is none. */
  readonly stop?: AbortSignal | undefined;
  /** Calls the listener when the topology is to be read again; gives what ends that. */
  readonly onReload?: ((listener: () => void) => () => void) | undefined;
  /** The brokers that the configuration names unless given. */
  readonly cluster?: KafkaCluster | undefined;
}

/**
 * Runs workers in this process, with one log, one registry of metrics and one server of health, until they are told to
 * stop; then they hand over, and it resolves. Rejects with a `ProcessFault` for what keeps them from starting or going
 * on. Nothing is left open either way.
 */
export async function runWorkers(to: WorkersToRun): Promise<void> {
  const { apps, settings, program, outside } = to;
  const { configuration } = settings.live;
  refuseIdle(to);
  const instruments = instrumentsOf(to);
  const { log: words } = instruments;
  const names = apps.map(({ name }) => name);
  words.event("worker.starting", { workers: names, version: program.version });
  words.event("config.loaded", loadedFields(settings));
  for (const message of inClear(configuration)) words.event("credentials.in-clear", { message });
  const ending = teardown();
  try {
    const server = await listen(to, instruments);
    ending.add(async () => await server.close());
    const cluster = outside.cluster ?? kafkaCluster;
    const log = cluster.log(configuration.kafka, kafkaInstrumentation(instruments));
    ending.add(async () => await closedSoon(log));
    await checkKafka(to, cluster, instruments);
    const isAlone = apps.length === 1;
    await work(to, { configuration, topology: settings.topology, log, instruments, isAlone });
    words.event("worker.stopped");
  } catch (error) {
    throw toldFault(error, instruments, configuration.kafka.brokers);
  } finally {
    await ending.run();
  }
}

/** Workers that would all wait for ever and say nothing are not begun with. */
function refuseIdle({ apps, settings }: WorkersToRun): void {
  const { configuration } = settings.live;
  const [first, ...others] = apps.map((app) => app.idle?.(configuration) ?? null);
  if (first !== undefined && first !== null && others.every((fault) => fault !== null)) throw first;
}

function instrumentsOf({ settings: { live }, program, outside }: WorkersToRun): Instruments {
  return {
    log: logger({
      level: live.configuration.log.level,
      service: program.name,
      environment: live.configuration.environment,
      secrets: live.secrets,
      destination: { write: outside.write },
    }),
    metrics: metrics({ version: program.version, environment: live.configuration.environment }),
    health: health(),
    nowMs: Date.now,
    elapsedMs: () => performance.now(),
  };
}

/** What decides most of what follows; `--print-config` shows the rest. */
function loadedFields({ configFile, topologyFile, topology, live: { configuration } }: LiveSettings) {
  return {
    configFile,
    topologyFile,
    configHash: configHash(configuration, topology),
    brokers: configuration.kafka.brokers,
    influx: configuration.influx?.url ?? null,
    windowMs: configuration.windowMs,
    clock: configuration.clock,
  };
}

async function listen({ settings }: WorkersToRun, instruments: Instruments): Promise<HealthServer> {
  const { host, port } = settings.live.configuration.http;
  try {
    const server = await healthServer({
      host,
      port,
      health: instruments.health,
      metrics: instruments.metrics,
    });
    instruments.log.event("http.listening", { host: server.host, port: server.port });
    return server;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageFault(
      `cannot listen on ${host}:${port}: ${why}`,
      "Choose another with http.port or TOCSIN_HTTP_PORT.",
    );
  }
}

/** Brokers that do not answer do not keep a worker from ending. */
const closeGraceMs = 3000;

async function closedSoon(log: Log): Promise<void> {
  const closed = new AbortController();
  const patience = sleep(closeGraceMs, undefined, { signal: closed.signal }).catch(() => undefined);
  await Promise.race([log.close(), patience]);
  closed.abort();
}

/** What is wrong is better said now, in one line, than by every worker in turn. */
async function checkKafka(
  { apps, settings }: WorkersToRun,
  cluster: KafkaCluster,
  { log }: Instruments,
): Promise<void> {
  const { configuration } = settings.live;
  const admin = cluster.admin(configuration.kafka);
  try {
    const busy = apps.filter((app) => (app.idle?.(configuration) ?? null) === null);
    const roles = busy.flatMap(({ name }) => rolesOfWorker[name]);
    const faults = await checkTopics(admin, configuration, roles);
    const worst = faults.find(({ severity }) => severity === "error");
    if (worst !== undefined) throw usageFault(worst.message);
    for (const { topic, message } of faults) log.event("topic.warning", { topic, message });
  } finally {
    await admin.close();
  }
}

async function work({ apps, settings, outside }: WorkersToRun, context: WorkerContext): Promise<void> {
  const { configuration, instruments } = context;
  const busy = apps.filter((app) => (app.idle?.(configuration) ?? null) === null);
  for (const app of busy) await app.check?.(context);
  const workers: RunningWorker[] = [];
  const changed = (topology: Topology): void =>
    workers.forEach((worker) => worker.changeTopology?.(topology));
  const ending = teardown();
  ending.add(async () => void (await Promise.allSettled(workers.map(async (worker) => await worker.stop()))));
  try {
    for (const app of busy) workers.push(app.start(context));
    ending.add(followTopology(settings, { log: instruments.log, changed, onReload: outside.onReload }));
    instruments.log.event("worker.ready", { workers: apps.map(({ name }) => name) });
    await Promise.race([stopped(outside.stop), ...workers.map(async ({ done }) => await done)]);
    instruments.log.event("worker.stopping");
  } finally {
    await ending.run();
  }
  await Promise.all(workers.map(async ({ done }) => await done));
}

async function stopped(stop: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    if (stop?.aborted === true) resolve();
    stop?.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** A fault in words for the user; what is none goes on as it is, and is a bug. */
function toldFault(error: unknown, { log }: Instruments, brokers: readonly string[]): unknown {
  if (error instanceof ProcessFault) return error;
  if (error instanceof StateFault) {
    log.event("state.refused", { code: error.code }, error);
    return usageFault(`${error.message} (${error.code})`);
  }
  if (!(error instanceof LogFault)) {
    log.event("crash", {}, error);
    return error;
  }
  return kafkaFault(error, brokers);
}
