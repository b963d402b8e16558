import { expect, test } from "vitest";
import { memoryKafka } from "../../../test/support/memory-kafka.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { workerContext } from "../../../test/support/worker-context.ts";
import { intakeApp } from "../src/app.ts";
import { type Sender, sent } from "../../../test/support/sent-telemetry.ts";

const minuteMs = 60_000;
const partition = 0;
const secondMs = 1000;
const soon = { withinMs: 20_000, everyMs: 1 };

test("an intake starts alone, gives the frame of a window and the dead letter of a bad message, and leaves nothing open", async () => {
  const { brokers, values } = memoryKafka({
    partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 },
  });
  const { context, health, events, open } = await workerContext(brokers.client(), { TOCSIN_CLOCK: "stream" });
  const { topics } = context.configuration;
  const at = (value: string, timestampMs: number) => ({
    topic: topics.errorRate,
    partition,
    key: null,
    value,
    timestampMs,
  });
  const reading = { service: "chat", ts: 0, intervalMs: minuteMs, requests: 1000, errors: 5 };
  await brokers
    .client()
    .append([
      at(JSON.stringify(reading), minuteMs),
      at("no reading", minuteMs),
      at(JSON.stringify({ tick: 3 * minuteMs }), 3 * minuteMs),
    ]);

  const running = intakeApp().start(context);
  expect(health.readiness().ok).toBe(false);
  expect(open()).toContain("member of tocsin.intake");
  await awaitCondition(() => values(topics.windows).length > 0 && values(topics.deadLetters).length > 0, {
    ...soon,
    what: "a frame and a dead letter",
  });
  await awaitCondition(() => health.readiness().ok, { ...soon, what: "readiness" });
  await running.stop();
  await running.done;

  expect(JSON.parse(values(topics.windows)[0]!)).toMatchObject({ topic: topics.errorRate, windowStart: 0 });
  expect(values(topics.deadLetters)).toEqual(["no reading"]);
  expect(open()).toEqual([]);
  expect(events()).toContain("record.dead-lettered");
  expect(events().filter((event) => event === "partition.released")).toHaveLength(3);
  expect(health.alive()).toEqual({ ok: true, checks: [] });
});

test("a topic that is missing is told while it is, by name, and no more when it has come", async () => {
  const { brokers } = memoryKafka({ partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 } });
  const { context, health, lines } = await workerContext(brokers.client(), { TOCSIN_CLOCK: "wall" });
  const { deliveryLatency } = context.configuration.topics;
  const reason = () => health.readiness().checks.find(({ name }) => name === "intake")?.reason;
  const figures = async () =>
    (await context.instruments.metrics.text("plain")).match(/^tocsin_topic_missing\{.*$/gm) ?? [];
  brokers.deleteTopic(deliveryLatency);
  const running = intakeApp().start(context);
  await awaitCondition(() => reason()?.includes("there is no topic") === true, {
    ...soon,
    what: "its reason",
  });
  expect(reason()).toBe(
    `there is no topic ${deliveryLatency}: nothing of it is seen, what the others hold is judged: tocsin topics apply`,
  );
  expect(await figures()).toEqual([expect.stringContaining(deliveryLatency)]);

  brokers.createTopic(deliveryLatency, 1);
  await awaitCondition(() => health.readiness().ok, { ...soon, what: "readiness" });
  await running.stop();
  await running.done;
  const told = lines().filter(({ event }) => event === "topic.missing" || event === "topic.found");
  expect(told.map(({ event, topic }) => [event, topic])).toEqual([
    ["topic.missing", deliveryLatency],
    ["topic.found", deliveryLatency],
  ]);
  expect(await figures()).toEqual([]);
});

test("a producer whose clock is ahead is told by name while it is, and by no word after it was set right", async () => {
  const { brokers } = memoryKafka({ partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 } });
  const { context, health, events } = await workerContext(brokers.client(), { TOCSIN_CLOCK: "stream" });
  const { instruments } = context;
  const reason = () => health.readiness().checks.find(({ name }) => name === "producers")?.reason;
  const skewedFigures = async () =>
    (await instruments.metrics.text("plain")).match(/^tocsin_producer_skew_seconds\{.*$/gm) ?? [];
  const client = brokers.client();
  const often = { everyMs: 20 * secondMs };
  const honest: readonly Sender[] = ["chat", "mail", "maps"].map((service) => ({ service, ...often }));
  const changed = { fromMs: 15 * minuteMs + 1 };
  const log = sent(
    [
      ...honest,
      { service: "video", ...often, aheadMs: 9 * minuteMs, untilMs: 15 * minuteMs },
      { service: "video", ...often, ...changed },
    ],
    40,
  );
  const send = async (from: number, to: number): Promise<void> => {
    const records = log.filter(({ trueMs }) => trueMs >= from * minuteMs && trueMs < to * minuteMs);
    await client.append(
      records.map(({ topic, key, value, timestampMs }) => ({ topic, partition, key, value, timestampMs })),
    );
  };

  const hundredfold = { ...instruments, elapsedMs: () => 100 * performance.now() };
  const running = intakeApp().start({ ...context, instruments: hundredfold });
  await send(0, 15);
  await awaitCondition(() => typeof reason() === "string", { ...soon, what: "the producer's name" });
  expect(reason()).toMatch(
    /^producer video of telemetry\.error-rate\.v1\/0 is about 5\d\d s ahead of the others/,
  );
  expect(await skewedFigures()).toEqual([expect.stringContaining('producer="video"')]);
  await send(15, 40);
  await awaitCondition(() => reason() === null, { ...soon, what: "nothing to be said" });
  expect(await skewedFigures()).toEqual([]);
  await running.stop();
  await running.done;

  const told = events().filter((event) => event.startsWith("producer."));
  expect(told).toEqual(["producer.skewed", "producer.well"]);
});

test("what a transaction that failed had taken is counted once, when it is committed at last", async () => {
  const { brokers, values } = memoryKafka({
    partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 },
  });
  let failures = 0;
  const failing = brokers.client({
    fault: ({ name, phase }) => {
      if (name !== "commit" || phase !== "before" || failures === 3) return "pass";
      failures += 1;
      return "fail";
    },
  });
  const { context } = await workerContext(failing, { TOCSIN_CLOCK: "stream" });
  const { topics } = context.configuration;
  const bad = { topic: topics.errorRate, partition, key: null, value: "no reading", timestampMs: minuteMs };
  const delivery = { service: "chat", ts: 0, intervalMs: minuteMs, delivered: 9, undelivered: 0, p50Ms: -1 };
  await brokers
    .client()
    .append([bad, bad, { ...bad, topic: topics.deliveryLatency, value: JSON.stringify(delivery) }]);

  const running = intakeApp().start(context);
  const figures = async (): Promise<string> => await context.instruments.metrics.text("plain");
  const isCommitted = async (): Promise<boolean> =>
    values(topics.deadLetters).length === 2 &&
    (await figures()).includes('fields_dropped_total{field="p50Ms"}');
  await awaitCondition(isCommitted, { ...soon, what: "the dead letters and the reading" });
  await running.stop();
  await running.done;

  const text = await figures();
  const figure = (of: RegExp): number => Number(of.exec(text)?.[1]);
  expect(failures).toBe(3);
  expect(
    figure(/^tocsin_records_processed_total\{worker="intake",topic="telemetry.error-rate.v1"\} (\d+)$/m),
  ).toBe(2);
  expect(figure(/^tocsin_records_rejected_total\{code="[^"]+"\} (\d+)$/m)).toBe(2);
  expect(figure(/^tocsin_fields_dropped_total\{field="p50Ms"\} (\d+)$/m)).toBe(1);
});

test("a topic that was made anew while nobody read, and has grown past the old offset, is told and read whole", async () => {
  const { brokers, values } = memoryKafka({
    partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 },
  });
  const { context, lines } = await workerContext(brokers.client(), { TOCSIN_CLOCK: "stream" });
  const { topics } = context.configuration;
  const bad = (value: string) => ({ topic: topics.errorRate, partition, key: null, value, timestampMs: 0 });
  const ran = async (letters: number): Promise<void> => {
    const { log } = await workerContext(brokers.client()).then((fresh) => fresh.context);
    const running = intakeApp().start({ ...context, log });
    const isDone = (): boolean => values(topics.deadLetters).length === letters;
    await awaitCondition(isDone, { ...soon, what: `${letters} dead letters` });
    await running.stop();
    await running.done;
  };
  await brokers.client().append([bad("a"), bad("b")]);
  await ran(2);
  brokers.deleteTopic(topics.errorRate);
  brokers.createTopic(topics.errorRate, 1);
  await brokers.client().append([bad("c"), bad("d"), bad("e"), bad("f")]);
  await ran(6);

  expect(values(topics.deadLetters)).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect(lines().filter(({ event }) => event === "log.gap")).toMatchObject([
    {
      topic: topics.errorRate,
      partition,
      expected: 2,
      next: 0,
      reason: "made-anew",
      meaning: expect.stringContaining("stays") as string,
    },
  ]);
});

test("a producer's transaction that hangs is told, and after its time windows close without what is in it", async () => {
  const { brokers, values } = memoryKafka({
    partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 },
  });
  const env = {
    TOCSIN_KAFKA_OPEN_TRANSACTION_MS: "1000",
    TOCSIN_WINDOW_MS: "1000",
    TOCSIN_ALLOWED_LATENESS_MS: "0",
  };
  const { context, health, lines } = await workerContext(brokers.client(), env);
  const { topics } = context.configuration;
  const place = { topic: topics.errorRate, partition };
  const value = (): string =>
    JSON.stringify({
      service: "chat",
      ts: Date.now() - secondMs,
      intervalMs: secondMs,
      requests: 9,
      errors: 0,
    });
  const frames = () =>
    values(topics.windows)
      .map((text) => JSON.parse(text!) as { readonly topic: string })
      .filter(({ topic }) => topic === topics.errorRate);
  await brokers.client().append([{ ...place, key: null, value: value() }]);
  const quick = { ...context.instruments, elapsedMs: () => 100 * performance.now() };
  const running = intakeApp().start({ ...context, instruments: quick });
  await awaitCondition(() => frames().length > 0, { ...soon, what: "a frame before" });

  const end = Promise.withResolvers<void>();
  const writer = await brokers.client().writer("producer");
  const hanging = writer.transaction(async (transaction) => {
    await transaction.send(place, [{ key: null, value: value() }]);
    await end.promise;
  });
  const before = frames().length;
  await awaitCondition(() => frames().length > before + 2, { ...soon, what: "frames without it" });
  end.resolve();
  await hanging;
  const text = await context.instruments.metrics.text("plain");
  await running.stop();
  await running.done;

  expect(
    Number(/^tocsin_open_transaction_seconds\{.*error-rate.*\} (\S+)$/m.exec(text)?.[1]),
  ).toBeGreaterThan(0.9);
  expect(lines().filter(({ event }) => event === "transaction.hanging")).toEqual([]);
  expect(health.readiness().ok).toBe(true);
});
