import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { runRequestOf } from "../run/request.ts";
import { runLive } from "../run/run-live.ts";

export const runCommand: Command = {
  name: "run",
  summary: "watch live telemetry on Kafka: the workers, all in one process or one of them",
  usage: "[OPTIONS]",
  description: [
    "Reads the telemetry topics, decides window by window who fails together, and writes alerts to tocsin.incidents.v1, evidence to tocsin.evidence.v1 and points to InfluxDB, and tells the sinks of notify. Nothing is lost and nothing is said twice when a worker or a broker dies; several processes share the work, and a second detector stands by.",
    "Logs are JSON lines on standard output. /livez, /readyz and /metrics answer on http.host:http.port. SIGTERM hands over and ends with 0; SIGHUP reads the topology again.",
  ],
  positionals: null,
  options: [
    { name: "config", takes: "FILE", means: "configuration (YAML); TOCSIN_… variables override it" },
    {
      name: "topology",
      takes: "FILE",
      means: "services and the components they share; followed while it runs",
    },
    {
      name: "worker",
      takes: "NAME",
      means: "intake, detector, recorder, notifier (several by commas) or all, the default",
    },
    {
      name: "warm-from",
      takes: "RECORDING|TIME",
      means:
        "a new installation learns what is normal before it speaks: from a recording, or from what arrived in the topics since a time",
    },
    { name: "print-config", means: "print the configuration with the origin of each value, and end" },
  ],
  examples: [
    { run: "tocsin run --config tocsin.yaml", does: "everything in one process" },
    {
      run: "tocsin run --config tocsin.yaml --worker intake",
      does: "one more intake to share the partitions",
    },
    {
      run: "tocsin run --config tocsin.yaml --warm-from 2026-11-01T00:00:00Z",
      does: "learn from three weeks of retained telemetry, then speak",
    },
    { run: "TOCSIN_KAFKA_BROKERS=a:9092,b:9092 tocsin run --print-config", does: "what it would run with" },
  ],
  exits: [
    { code: exitCodes.done, means: "stopped as asked" },
    {
      code: exitCodes.usage,
      means: "faulty configuration or topology, a topic is missing, or state cannot be used",
    },
    { code: exitCodes.input, means: "the recording of --warm-from cannot be used" },
    { code: exitCodes.server, means: "Kafka or InfluxDB cannot be reached, or refuses the credentials" },
  ],
  run: async (parsed, io) => await runLive(runRequestOf(parsed), io),
};
