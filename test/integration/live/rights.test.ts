import { kafkaConnection, kafkaLog } from "@tocsin/adapters/kafka";
import { recorderWorker } from "@tocsin/recorder";
import { expect, onTestFinished, test } from "vitest";
import { alert } from "../../../packages/adapters/test/support/evidence.ts";
import { memoryDatabase } from "../../../services/recorder/test/support/memory-database.ts";
import { observing } from "../../../services/recorder/test/support/recorder-world.ts";
import type { ProcessUnderTest } from "../../support/installation/process-under-test.ts";
import { programsOf, type WorkerName } from "../../support/installation/programs.ts";
import {
  awaitCondition,
  freePort,
  temporaryFolder,
  useAuthorisingKafka,
} from "../../support/servers/index.ts";
import { type Installed, installedForTest } from "./support/installed.ts";
import { grant, type ListedRight, listedRights } from "./support/listed-rights.ts";

/** Those of one test each: what a user was given once it keeps. */
const lacking = ["lacks0", "lacks1", "lacks2"] as const;
const secured = useAuthorisingKafka(["intake", "detector", "recorder", "notifier", ...lacking]);

interface Restricted {
  readonly made: Installed;
  readonly rightsOf: (worker: string) => readonly ListedRight[];
  /** Starts a worker that comes to Kafka as this user. */
  readonly runAs: (user: string, worker: WorkerName) => ProcessUnderTest;
}

async function restricted(): Promise<Restricted> {
  // Nobody listens there: a sink that is told in vain shows that the notifier has read an alert and kept it.
  const url = `http://127.0.0.1:${await freePort()}/`;
  const notify = {
    sinks: [{ name: "nowhere", kind: "webhook" as const, url }],
    routes: [{ sinks: ["nowhere"] }],
  };
  const { open, asked, passwordOf } = secured.current;
  const made = await installedForTest({ brokers: [open] });
  const { configuration, input } = made;
  const { errorRate, deliveryLatency, reportVolume } = configuration.topics;
  const listed = listedRights({
    telemetry: [errorRate, deliveryLatency, reportVolume],
    topicOf: made.topicOf,
    prefix: configuration.kafka.namePrefix,
    environment: configuration.environment,
  });
  return {
    made,
    rightsOf: (worker) => listed.get(worker)!,
    runAs: (user, worker) => {
      const sasl = { mechanism: "plain", username: user, password: passwordOf(user) } as const;
      const folder = temporaryFolder("rights");
      const kafka = { ...input.kafka, brokers: [asked], sasl };
      const programs = programsOf({ input: { ...input, notify, kafka } }, folder.path);
      const program = programs.worker(worker);
      program.start();
      onTestFinished(async () => {
        await programs.killAll();
        await folder.remove();
      });
      return program;
    },
  };
}

const minuteMs = 60_000;
const fromMs = Date.parse("2021-10-04T10:00:00Z");

/** Readings of some minutes in each partition, ticks behind them, and a message that is refused. */
async function sendTelemetry({ log, configuration }: Installed): Promise<void> {
  const { errorRate, deliveryLatency, reportVolume } = configuration.topics;
  const sender = log();
  const counts = await sender.partitionCounts([errorRate, deliveryLatency, reportVolume]);
  for (let minute = 0; minute < 6; minute += 1) {
    const [ts, timestampMs] = [fromMs + minute * minuteMs, fromMs + (minute + 1) * minuteMs];
    const values = {
      [errorRate]: { requests: 100, errors: 0 },
      [deliveryLatency]: { delivered: 50, p95Ms: 90 },
      [reportVolume]: { reports: 1 },
    };
    for (const [topic, partitions] of counts) {
      for (let partition = 0; partition < partitions; partition += 1) {
        const reading = { service: `chat${partition}`, ts, intervalMs: minuteMs, ...values[topic] };
        const messages = [JSON.stringify(reading), JSON.stringify({ tick: timestampMs }), "no message"];
        await sender.append(messages.map((value) => ({ topic, partition, key: null, value, timestampMs })));
      }
    }
  }
  await sender.close();
}

async function endOf({ log }: Installed, topic: string): Promise<number> {
  const looking = log();
  try {
    return (await looking.span({ topic, partition: 0 })).end;
  } finally {
    await looking.close();
  }
}

test("each worker does its work with the rights that the page lists, and needs no more", async () => {
  const { made, rightsOf, runAs } = await restricted();
  const { topics } = made.configuration;
  for (const user of ["intake", "detector", "recorder", "notifier"])
    await grant(secured.current.open, user, rightsOf(user));
  await sendTelemetry(made);
  const running = [runAs("intake", "intake"), runAs("detector", "detector"), runAs("notifier", "notifier")];
  const sender = made.log();
  await sender.append([
    { topic: topics.incidents, partition: 0, key: null, value: JSON.stringify(alert({ revision: 1 })) },
  ]);
  await sender.close();
  // A machine that does much else starts three workers in a minute and longer.
  const within = { withinMs: 150_000 };
  await awaitCondition(async () => (await endOf(made, topics.evidence)) > 3, { ...within, what: "evidence" });
  await awaitCondition(async () => (await endOf(made, topics.deadLetters)) > 0, {
    ...within,
    what: "letters",
  });
  await awaitCondition(async () => (await endOf(made, topics.notifierState)) > 0, {
    ...within,
    what: "the notifier's memory",
  });

  const written = memoryDatabase();
  const { passwordOf, asked } = secured.current;
  const sasl = { mechanism: "plain", username: "recorder", password: passwordOf("recorder") } as const;
  const log = kafkaLog({
    connection: kafkaConnection({ ...made.configuration.kafka, brokers: [asked], tls: null, sasl }),
  });
  const { configuration } = made;
  const recorder = recorderWorker({
    log,
    configuration,
    sink: written.sink,
    topology: null,
    instrumentation: observing(),
  });
  await awaitCondition(() => written.rows.size > 0, { ...within, what: "points" });
  await recorder.stop();
  await log.close();
  for (const worker of running) {
    expect((await worker.terminate()).code, worker.text).toBe(0);
    expect(worker.text).not.toMatch(/uthoriz/);
  }
}, 300_000);

interface Missing {
  readonly worker: WorkerName;
  readonly kind: ListedRight["kind"];
  /** Of the topic. */
  readonly role: string;
  readonly operation: string;
}

const missing: readonly Missing[] = [
  { worker: "intake", kind: "topic", role: "errorRate", operation: "read" },
  { worker: "detector", kind: "id", role: "", operation: "write" },
  { worker: "notifier", kind: "topic", role: "notifierState", operation: "describe-configs" },
];

test.each(missing.map((one, at) => ({ ...one, user: lacking[at]! })))(
  "$worker without the right to its $kind $role ($operation) ends with 4 and names it",
  async ({ worker, kind, role, operation, user }) => {
    const { made, rightsOf, runAs } = await restricted();
    const topic = (made.configuration.topics as Readonly<Record<string, string>>)[role];
    const isMissing = (one: ListedRight): boolean =>
      one.kind === kind && one.operation === operation && (topic === undefined || one.name === topic);
    const rights = rightsOf(worker);
    const name = rights.find(isMissing)!.name;
    const others = rights.filter((one) => !isMissing(one));
    await grant(secured.current.open, user, others);
    await sendTelemetry(made);
    if (worker === "detector") {
      await grant(secured.current.open, "intake", rightsOf("intake"));
      runAs("intake", "intake");
    }
    const process = runAs(user, worker);
    expect((await process.ended()).code, process.text).toBe(4);
    const said = process.text.split("\n").find((line) => line.startsWith("tocsin: ")) ?? "";
    expect(said).toContain(name);
    expect(process.text).toContain("lacks a right (ACL)");
  },
);
