import { setTimeout as sleep } from "node:timers/promises";
import { configHash, printConfiguration, watchTopology } from "@tocsin/adapters/config";
import { checkInflux } from "@tocsin/adapters/influx";
import { checkTopics, kafkaLog, kafkaConnection, rolesOfWorker, topicAdmin } from "@tocsin/adapters/kafka";
import { type Log, LogFault, StateFault } from "@tocsin/adapters/log";
import {
  health,
  healthServer,
  type HealthServer,
  logger,
  type Logger,
  metrics,
} from "@tocsin/adapters/observe";
import { clusterFault } from "../cluster/with-cluster.ts";
import { CliFault, exitCodes, serverFault, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { version } from "../version.ts";
import { influxOf } from "./influx-of.ts";
import { kafkaInstrumentation } from "./kafka-instrumentation.ts";
import { liveSettings, type LiveSettings } from "./live-settings.ts";
import type { RunRequest } from "./request.ts";
import { type StartedWorkers, startWorkers } from "./run-workers.ts";
import type { Instruments } from "./instruments.ts";

/**
 * `tocsin run`: works until it is told to stop (SIGTERM, SIGINT), then hands over and resolves with 0. Rejects with a
 * `CliFault` for what keeps it from starting or going on.
 */
export async function runLive(request: RunRequest, io: CliIo): Promise<number> {
  const settings = await liveSettings(request, io);
  if (request.printConfig) {
    await write(io.stdout, printConfiguration(settings.live));
    return exitCodes.done;
  }
  refuseIdle(request, settings);
  const nowMs = Date.now;
  const instruments: Instruments = {
    log: loggerOf(settings, io),
    metrics: metrics({ version: version() }),
    health: health(),
    nowMs,
  };
  instruments.log.event("worker.starting", { workers: request.workers, version: version() });
  instruments.log.event("config.loaded", loadedFields(request, settings));
  const server = await listen(settings, instruments);
  const log = kafkaLog({
    connection: kafkaConnection(settings.live.configuration.kafka),
    trouble: kafkaInstrumentation(instruments),
  });
  try {
    await checkKafka({ request, settings, instruments });
    if (request.workers.includes("recorder")) await checkDatabase(settings, instruments.log);
    await work({ request, settings, log, instruments, io });
    instruments.log.event("worker.stopped");
    return exitCodes.done;
  } catch (error) {
    throw toldFault(error, instruments.log, settings.live.configuration.kafka.brokers);
  } finally {
    await closedSoon(log);
    await server.close();
  }
}

/** A recorder without a database would wait for ever, and say nothing. */
function refuseIdle({ workers }: RunRequest, { live }: LiveSettings): void {
  if (live.configuration.influx !== null || workers.some((name) => name !== "recorder")) return;
  throw usageFault(
    "a recorder alone has nothing to do: the configuration has no influx section",
    "Add one; infra/tocsin.example.yaml shows it.",
  );
}

async function closedSoon(log: Log): Promise<void> {
  const closed = new AbortController();
  const patience = sleep(closeGraceMs, undefined, { signal: closed.signal }).catch(() => undefined);
  await Promise.race([log.close(), patience]);
  closed.abort();
}

/** Brokers that do not answer do not keep a worker from ending. */
const closeGraceMs = 3000;

interface Running {
  readonly request: RunRequest;
  readonly settings: LiveSettings;
  readonly log: Log;
  readonly instruments: Instruments;
  readonly io: CliIo;
}

async function work({ request, settings, log, instruments, io }: Running): Promise<void> {
  const { workers, changeTopology } = startWorkers({ request, settings, log, instruments });
  const reloading = followTopology({ settings, instruments, io }, changeTopology);
  instruments.log.event("worker.ready", { workers: request.workers });
  try {
    await Promise.race([interruption(io), ...workers.map(async ({ done }) => await done)]);
    instruments.log.event("worker.stopping");
  } finally {
    reloading?.close();
    await Promise.allSettled(workers.map(async (worker) => await worker.stop()));
  }
  await Promise.all(workers.map(async ({ done }) => await done));
}

async function interruption({ interrupted }: CliIo): Promise<void> {
  await new Promise<void>((resolve) => {
    if (interrupted?.aborted === true) resolve();
    interrupted?.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Follows the topology file: whenever it changes, and at once when the user asks (SIGHUP). */
function followTopology(
  { settings, instruments, io }: Pick<Running, "settings" | "instruments" | "io">,
  changeTopology: StartedWorkers["changeTopology"],
): { close(): void } | null {
  const { topology, topologyFile } = settings;
  if (topology === null || topologyFile === null) return null;
  const watch = watchTopology(topologyFile, {
    current: topology,
    onChange: (changed) => {
      changeTopology(changed);
      instruments.log.event("topology.reloaded", { file: topologyFile });
    },
    onFault: (faults) => {
      for (const { file, line, code, message } of faults) {
        instruments.log.event("topology.faulty", { file, line, code, message });
      }
    },
  });
  const end = io.onReload?.(() => {
    watch
      .reload()
      .catch((error: unknown) => instruments.log.event("topology.faulty", { file: topologyFile }, error));
  });
  return {
    close: () => {
      end?.();
      watch.close();
    },
  };
}

/** What decides most of what follows; `--print-config` shows the rest. */
function loadedFields({ configFile }: RunRequest, { live, topology, topologyFile }: LiveSettings) {
  const { configuration } = live;
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

function loggerOf({ live }: LiveSettings, io: CliIo): Logger {
  return logger({
    level: live.configuration.log.level,
    service: "tocsin",
    environment: live.configuration.environment,
    secrets: live.secrets,
    destination: { write: (line) => void io.stdout.write(line) },
  });
}

async function listen({ live }: LiveSettings, instruments: Instruments): Promise<HealthServer> {
  const { host, port } = live.configuration.http;
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

/** What is wrong is better said now, in one line, than by every worker in turn. */
async function checkKafka({ request, settings, instruments }: Omit<Running, "log" | "io">): Promise<void> {
  const { configuration } = settings.live;
  const admin = topicAdmin(kafkaConnection(configuration.kafka));
  try {
    const roles = request.workers.flatMap((worker) => rolesOfWorker[worker]);
    const faults = await checkTopics(admin, configuration, roles);
    const worst = faults.find(({ severity }) => severity === "error");
    if (worst !== undefined) throw usageFault(worst.message);
    for (const { topic, message } of faults) instruments.log.event("topic.warning", { topic, message });
  } finally {
    await admin.close();
  }
}

/** A database that is away is waited for, because detection must not depend on it; what waiting cannot mend ends the start. */
async function checkDatabase({ live }: LiveSettings, log: Logger): Promise<void> {
  const { influx } = live.configuration;
  if (influx === null) return;
  const check = await checkInflux(influxOf(influx));
  if (check.kind === "ready") return;
  if (check.kind === "unreachable") log.event("influx.unavailable", { reason: check.message });
  else if (check.kind === "refused") throw serverFault(check.message);
  else throw usageFault(check.message);
}

/** A fault in words for the user; what is none goes on as it is, and is a bug. */
function toldFault(error: unknown, log: Logger, brokers: readonly string[]): unknown {
  if (error instanceof CliFault) return error;
  if (error instanceof StateFault) {
    log.event("state.refused", {}, error);
    return usageFault(error.message);
  }
  if (!(error instanceof LogFault)) {
    log.event("crash", {}, error);
    return error;
  }
  return clusterFault(error, brokers);
}
