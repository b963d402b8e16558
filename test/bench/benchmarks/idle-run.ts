import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { programsOf } from "../../support/installation/programs.ts";
import { freshBucket } from "../../support/servers/influx/fresh-bucket.ts";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { benchInstallation } from "../kafka/bench-installation.ts";
import { onBroker } from "../kafka/on-broker.ts";
import { closingTicks, type ManySeries, minuteOfMany } from "../kafka/telemetry-of-many.ts";

const series = 50;
const minutes = 30;
const withinMs = 60_000;
/** Of the kernel's clock by which it counts processor time: 100 a second on every Linux that Node runs on. */
const tickMs = 10;
/** In less time there would be a few ticks, or none. */
const leastSeconds = 3;

export const idleRun: Benchmark = {
  name: "idle-run",
  what: "`tocsin run` with all three workers in one process, for ten services, while no message comes: processor time in per cent of a core, and resident memory",
  run: async (inputs) => {
    if (!existsSync("/proc/self/stat")) return { skipped: "the system has no /proc to ask" };
    const influx = await inputs.influx();
    if (influx.kind === "none") return { skipped: `no InfluxDB 2.7 can be had: ${influx.reasons}` };
    try {
      return await onBroker(inputs, async ({ brokers, words, telemetry }) => {
        const { partitions, ...size } = inputs.size.broker;
        const idleSeconds = Math.max(leastSeconds, size.idleSeconds);
        const topics = await telemetry();
        const { name: bucket, remove } = await freshBucket(influx.service);
        const { url, org, token } = influx.service;
        const installation = await benchInstallation(brokers, topics, {
          influx: { api: "v2", url, org, token, bucket },
        });
        const programs = programsOf(installation, inputs.folder);
        const program = programs.worker("all");
        const log = installation.log();
        try {
          program.start();
          await program.awaitEvent("state.restored", { withinMs });
          const of: ManySeries = { topics: topics.topics, partitions, series };
          for (let minute = 0; minute < minutes; minute += 1) await log.append(minuteOfMany(of, minute));
          await log.append(closingTicks(of, minutes));
          await pause((1000 * idleSeconds) / 2);
          const before = processorMsOf(program.pid!);
          await pause(1000 * idleSeconds);
          const perCent = (100 * (processorMsOf(program.pid!) - before)) / (1000 * idleSeconds);
          return {
            input: `${words}; ten services of five series, of which ${minutes} minutes came, then ${idleSeconds} s after half as long to settle`,
            figures: [
              figure("processor time", "per cent", [perCent], goals.idlePerCent),
              figure("resident memory", "megabytes", [residentMegabytes(program.pid!)], goals.idleMegabytes),
            ],
            processorShare: null,
          };
        } finally {
          await programs.killAll();
          await log.close();
          await installation.remove();
          await remove();
        }
      });
    } finally {
      await influx.stop();
    }
  },
};

/** User and system time of all its threads. The command's name, in brackets, may hold spaces. */
function processorMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return tickMs * (Number(fields[11]) + Number(fields[12]));
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1];
  return (Number(kilobytes) * 1024) / 1e6;
}
