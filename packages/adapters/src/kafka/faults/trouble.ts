/** What goes wrong and is being dealt with, and how a process tells of it. */
import type { Instruments } from "../../observe/instruments.ts";
import { sayNowAndThen } from "../../observe/say-now-and-then.ts";

/** Something went wrong and is being dealt with: for logs and metrics. Never holds a secret. */
export interface Trouble {
  /** A fixed word for the kind of trouble, for example `fetch-failed` or `group-crashed`. */
  readonly name: string;
  readonly message: string;
  readonly broker?: string;
  readonly topic?: string;
  readonly partition?: number;
  readonly group?: string;
}

export type TellTrouble = (trouble: Trouble) => void;

/** The client tries again several times in such a time: when nothing failed for so long, it is over. */
const quietAgainMs = 15_000;

/** What the client library says of single connections; where it matters, a trouble of another name comes of it. */
const ofOneConnection = "kafka-client";

/**
 * The Kafka client's trouble as log events and as the condition `kafka`. Brokers that are away fail many times a second:
 * each trouble is told at once, and then every ten seconds with how often it came.
 */
export function kafkaInstrumentation({
  log,
  health,
  elapsedMs,
}: Pick<Instruments, "log" | "health" | "elapsedMs">): TellTrouble {
  const say = sayNowAndThen<Trouble>(elapsedMs, ({ name, ...fields }, count) =>
    log.event("kafka.trouble", { trouble: name, ...fields, count }),
  );
  let quiet: NodeJS.Timeout | null = null;
  return (trouble) => {
    const { name, message, group, broker, topic, partition } = trouble;
    say([name, group, broker, topic, partition].join(" "), trouble);
    if (name === ofOneConnection) return;
    health.ready(
      "kafka",
      group === undefined ? `${name}: ${message}` : `${name}: ${message} (group ${group})`,
    );
    if (quiet !== null) clearTimeout(quiet);
    quiet = setTimeout(() => health.ready("kafka", null), quietAgainMs).unref();
  };
}
