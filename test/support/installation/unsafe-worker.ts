/**
 * The negative control: intake and detector as they are, on a log that promises nothing (no fencing, no transactions).
 * Faults must damage what it gives out, or the harness would see no damage in anything.
 * Usage: `node --conditions=source unsafe-worker.ts intake|detector CONFIG_FILE`
 */
import { type Loaded, loadLiveConfiguration, loadTopology } from "@tocsin/adapters/config";
import { kafkaConnection, kafkaLog } from "@tocsin/adapters/kafka";
import { detectionSettings } from "@tocsin/detector";
import { unsafeLog } from "./unsafe-log.ts";
import { startDetector, startIntake } from "./workers-in-process.ts";

function valueOf<Value>(loaded: Loaded<Value>): Value {
  if (loaded.kind !== "loaded") throw new Error(JSON.stringify(loaded));
  return loaded.value;
}

const [kind, file = ""] = process.argv.slice(2);
const { configuration } = valueOf(await loadLiveConfiguration({ file, env: {} }));
const topology = valueOf(await loadTopology(configuration.topologyFile ?? ""));
const log = unsafeLog(kafkaLog({ connection: kafkaConnection(configuration.kafka) }));
const settings = detectionSettings(configuration, topology);

const worker =
  kind === "intake" ? startIntake({ configuration }, log) : startDetector({ configuration, settings }, log);
// As the worker that it stands for says it.
process.stdout.write(`${JSON.stringify({ event: "worker.ready" })}\n`);

process.on("SIGTERM", () => {
  void worker.stop().then(() => log.close());
});
await worker.done;
