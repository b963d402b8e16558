import process from "node:process";
import { topicNames } from "@tocsin/contracts";
import { followAlerts } from "./follow-alerts.ts";

const { env, stdout, stderr } = process;

const consumer = await followAlerts({
  brokers: (env["KAFKA_BROKERS"] ?? "localhost:9092").split(","),
  topic: env["KAFKA_TOPIC"] ?? topicNames.incidents,
  group: env["KAFKA_GROUP"] ?? "tocsin-example",
  alert: (line) => stdout.write(`${line}\n`),
  trouble: (line) => stderr.write(`${line}\n`),
  crashed: (error) => {
    stderr.write(`${error.message}\n`);
    process.exit(1);
  },
});

/** Leaves the group and commits what was read, so that the next start goes on behind it. */
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void consumer.disconnect().finally(() => process.exit(0));
  });
}
