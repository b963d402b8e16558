import { refuseForeign } from "@tocsin/adapters/process";
import type { Topology } from "@tocsin/contracts";
import { type GroupWorker, groupWorker, keepTrying, type LogWriter } from "@tocsin/log";
import { beActive } from "./be-active.ts";
import { type CurrentTopology, notifierGroup, type NotifierOptions } from "./notifier-options.ts";
import { news } from "./telling/news.ts";

/** Alerts to the sinks. One instance is active, the others stand by. */
export interface NotifierWorker extends GroupWorker {
  /** The owners of the services are those of this topology from now on. */
  reload(topology: Topology | null): void;
}

interface ActiveTask {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/**
 * Begins to work, or to stand by, at once. What a sink has taken is committed before it is told anything else, and what is
 * open is in the notifier's memory until everybody knows that it is over: so after a crash at any step nobody is
 * forgotten, and what may be said twice is what was on its way alone.
 */
export function notifierWorker(options: NotifierOptions): NotifierWorker {
  const current = { topology: options.topology, changed: news() };
  const { incidents } = options.configuration.topics;
  const group = notifierGroup(options.configuration);
  let active: ActiveTask | null = null;
  const end = async (): Promise<void> => {
    active?.stop.abort();
    await active?.done;
    active = null;
  };
  const worker = groupWorker({
    join: () => options.log.join({ group, topics: [incidents], strategy: "single" }),
    changed: async (places, failed) => {
      refuseForeign(places, [incidents], group);
      const isActive = places.length > 0;
      if (!isActive) await end();
      options.instrumentation.role(isActive ? "active" : "standby");
      if (!isActive || active !== null) return;
      const stop = new AbortController();
      active = { stop, done: stayActive(options, current, stop.signal).catch(failed) };
    },
    ended: end,
    aside: {
      log: options.log,
      identity: `${group}.clock`,
      place: { topic: options.configuration.topics.deadLetters, partition: 0 },
      askEveryMs: options.configuration.kafka.sessionTimeoutMs,
      told: (why) => options.instrumentation.aside(why),
    },
  });
  return {
    ...worker,
    reload: (topology) => {
      current.topology = topology;
      current.changed.tell();
    },
  };
}

/** Takes the identity over, again and again if it must, until it is told to stop. */
async function stayActive(
  options: NotifierOptions,
  current: CurrentTopology,
  stop: AbortSignal,
): Promise<void> {
  const failed = (error: unknown): void => options.instrumentation.troubled(error);
  const fencedPauseMs = options.configuration.kafka.sessionTimeoutMs;
  await keepTrying({ stop, fencedPauseMs, failed }, async () => {
    const writer: LogWriter = await options.log.writer(notifierGroup(options.configuration));
    try {
      await beActive(options, { writer, current, stop });
    } finally {
      await writer.close();
    }
  });
}
