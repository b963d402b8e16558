import { AlertEventToRead } from "@tocsin/contracts";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import { alertLine } from "./alert-line.ts";
import { seenIds } from "./seen-ids.ts";

export interface FollowOptions {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly group: string;
  /** Given each alert once, on one line. */
  readonly alert: (line: string) => void;
  /** Told of messages that cannot be read. */
  readonly trouble: (line: string) => void;
  /** kafkajs gave up and does not start again by itself. */
  readonly crashed: (error: Error) => void;
}

/** Follows the alert topic from its oldest message on, and goes on where it was when it starts again. */
export async function followAlerts(options: FollowOptions): Promise<Consumer> {
  const kafka = new Kafka({ clientId: "example", brokers: [...options.brokers], logLevel: logLevel.NOTHING });
  // Reads committed records alone, unless told otherwise.
  const consumer = kafka.consumer({ groupId: options.group });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) options.crashed(payload.error);
  });
  const { isNew } = seenIds();
  await consumer.connect();
  await consumer.subscribe({ topics: [options.topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message, partition }) => {
      const event = alertOf(message.value);
      if (event === null) {
        options.trouble(
          `${options.topic}/${partition} offset ${message.offset} is no alert that we can read`,
        );
        return;
      }
      if (isNew(event.id)) options.alert(alertLine(event));
    },
  });
  return consumer;
}

/** Null for what is no alert: one bad message must not stop the others. */
function alertOf(value: Buffer | null): AlertEventToRead | null {
  try {
    return AlertEventToRead.parse(JSON.parse(value?.toString("utf8") ?? ""));
  } catch {
    return null;
  }
}
