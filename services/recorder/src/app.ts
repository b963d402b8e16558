import {
  checkInflux,
  type InfluxCheck,
  influxOf,
  type InfluxSink,
  influxSink,
} from "@tocsin/adapters/influx";
import {
  type ProcessFault,
  serverFault,
  usageFault,
  type WorkerApp,
  type WorkerContext,
} from "@tocsin/adapters/process";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { recorderInstrumentation } from "./instrumentation.ts";
import { lastingRecorder } from "./lasting-recorder.ts";

export interface RecorderAppOptions {
  /** The way to the database; the client of InfluxDB unless given. */
  readonly openSink?: (influx: InfluxConfiguration) => InfluxSink;
}

/** A recorder with its log events, metrics and health. It has nothing to do where no database is configured. */
export function recorderApp({ openSink = influxSink }: RecorderAppOptions = {}): WorkerApp {
  return {
    name: "recorder",
    idle: ({ influx }) => (influx === null ? nothingToDo() : null),
    check: async ({ configuration, instruments: { log, health }, isAlone }) => {
      const check = await checkInflux(configured(configuration));
      if (check.kind === "ready") return;
      if (!isWaitedFor(check.kind, isAlone))
        throw check.kind === "refused" ? serverFault(check.message) : usageFault(check.message);
      log.event("influx.unavailable", { kind: check.kind, reason: check.message });
      health.ready("influx", check.message);
    },
    start: ({ configuration, topology, log, instruments }) => {
      const influx = configured(configuration);
      const { instrumentation, refused } = recorderInstrumentation(instruments);
      const worker = lastingRecorder({
        log,
        openSink: () => openSink(influx),
        configuration,
        topology,
        instrumentation,
        refused,
      });
      return { ...worker, changeTopology: (changed) => worker.reload(changed) };
    },
  };
}

/**
 * Detection must not depend on a database: a recorder beside other workers waits for what somebody may mend there meanwhile.
 * Alone it ends at once for what waiting cannot mend, so that a wrong token is seen where it was set.
 */
function isWaitedFor(kind: Exclude<InfluxCheck["kind"], "ready">, isAlone: boolean): boolean {
  if (kind === "unreachable") return true;
  return !isAlone && kind !== "failed";
}

function configured({ influx }: WorkerContext["configuration"]): InfluxConfiguration {
  if (influx === null) throw nothingToDo();
  return influxOf(influx);
}

const nothingToDo = (): ProcessFault =>
  usageFault(
    "a recorder alone has nothing to do: the configuration has no influx section",
    "Add one; infra/tocsin.example.yaml shows it.",
  );
