import { quietKafka, uniquePrefix } from "../../support/servers/own.ts";
import { processorMs } from "../measure/sample.ts";
import type { Backlog } from "./intake-loop.ts";
import type { LoopSample } from "./loop-sample.ts";
import type { FramesToSend } from "./frames-to-send.ts";

type Client = ReturnType<typeof quietKafka>;
type Consumer = ReturnType<Client["consumer"]>;
type Producer = ReturnType<Client["producer"]>;
type EachBatch = NonNullable<NonNullable<Parameters<Consumer["run"]>[0]>["eachBatch"]>;
type EachBatchPayload = Parameters<EachBatch>[0];

export interface BareLoop {
  readonly brokers: readonly string[];
  readonly topics: readonly string[];
  readonly backlog: Backlog;
}

/** A bare kafkajs consumer that parses every value and does nothing else. */
export const bareConsumer = async (loop: BareLoop): Promise<LoopSample> => {
  const consumer = consumerOf(loop);
  return await consumed(loop, consumer, async ({ batch }) => {
    parseAll(batch);
  });
};

/**
 * A plain consume-and-produce loop: parses every value and writes the same bytes as the intake, without transactions,
 * without state, without checking anything. Offsets are committed after what was written is acknowledged.
 */
export const plainLoop = async (loop: BareLoop, output: FramesToSend): Promise<LoopSample> => {
  const consumer = consumerOf(loop);
  const producer = quietKafka(loop.brokers).producer({ allowAutoTopicCreation: false });
  const sender = output.sender();
  const processorBefore = processorMs();
  const startedMs = performance.now();
  await producer.connect();
  const connectMs = performance.now() - startedMs;
  const sample = await consumed(loop, consumer, async ({ batch }) => {
    parseAll(batch);
    const due = sender.until(batch, Number(batch.lastOffset()));
    if (due.length > 0) await send(producer, output.topic, due);
  });
  const processor = processorMs() - processorBefore;
  await producer.disconnect();
  return { ...sample, wallMs: sample.wallMs + connectMs, processorMs: processor };
};

const send = async (
  producer: Producer,
  topic: string,
  messages: ReturnType<ReturnType<FramesToSend["sender"]>["until"]>,
): Promise<void> => {
  await producer.send({ topic, acks: -1, messages: [...messages] });
};

function parseAll({ messages }: EachBatchPayload["batch"]): void {
  for (const { value } of messages) JSON.parse(value === null ? "null" : value.toString("utf8"));
}

function consumerOf({ brokers }: BareLoop): Consumer {
  return quietKafka(brokers).consumer({ groupId: uniquePrefix("bench-bare"), allowAutoTopicCreation: false });
}

async function consumed(
  { topics, backlog }: BareLoop,
  consumer: Consumer,
  work: (payload: EachBatchPayload) => Promise<void>,
): Promise<LoopSample> {
  const amount = backlog.places * backlog.messagesEach;
  const done = Promise.withResolvers<number>();
  let heldMs = 0;
  let seen = 0;
  consumer.on(consumer.events.GROUP_JOIN, () => (heldMs = performance.now()));
  consumer.on(consumer.events.CRASH, ({ payload }) => done.reject(payload.error));
  const processorBefore = processorMs();
  const startedMs = performance.now();
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: backlog.places,
    eachBatch: async (payload) => {
      await work(payload);
      seen += payload.batch.messages.length;
      if (seen >= amount) done.resolve(performance.now());
    },
  });
  const doneMs = await done.promise;
  const taken = processorMs() - processorBefore;
  await consumer.disconnect();
  return { wallMs: doneMs - startedMs, fromPartitionsMs: doneMs - heldMs, processorMs: taken, amount };
}
