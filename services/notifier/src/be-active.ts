import { decodeAcknowledgement, decodeAlert } from "@tocsin/adapters/wire";
import {
  deadLetter,
  type LogDelivery,
  type LogPlace,
  type LogPosition,
  type LogReader,
  type LogWriter,
  readBetween,
} from "@tocsin/log";
import { book, type Book } from "./book/book.ts";
import { remembered, type Saving, saving } from "./book/memory.ts";
import { type CurrentTopology, notifierGroup, type NotifierOptions } from "./notifier-options.ts";
import type { Routing } from "./routing/routes.ts";
import { news, type News } from "./telling/news.ts";
import { keepTelling } from "./telling/teller.ts";

export interface Active {
  readonly writer: LogWriter;
  readonly current: CurrentTopology;
  readonly stop: AbortSignal;
}

interface AtWork {
  readonly options: NotifierOptions;
  readonly book: Book;
  readonly saving: Saving;
  readonly news: News;
}

const pollMs = 500;
const noLink = (): null => null;

/** Remembers, and then reads alerts and tells every sink at the same time, until told to stop or one of these fails. */
export async function beActive(options: NotifierOptions, { writer, current, stop }: Active): Promise<void> {
  const { topics } = options.configuration;
  const names = options.sinks.map(({ name }) => name);
  const alerts = await partitionsOf(options, topics.incidents);
  const place = { topic: topics.notifierState, partition: 0 };
  const memory = await remembered({ log: options.log, place, alerts, nowMs: options.clock.nowMs(), stop });
  const routingNow = (): Routing => ({
    routes: options.routes,
    topology: current.topology,
    timeZone: options.configuration.timeZone ?? "UTC",
  });
  const known = book(memory.incidents, routingNow());
  const kept = saving(
    {
      writer,
      place,
      deadLetters: { topic: topics.deadLetters, partition: 0 },
      alerts: topics.incidents,
      group: notifierGroup(options.configuration),
      incidents: known.incidents,
    },
    memory.offsets,
  );
  for (const incident of [...memory.unsaved, ...known.reroute(routingNow(), names)]) kept.mark(incident);
  for (const [partition, offset] of memory.offsets) kept.reached(partition, offset);
  await kept.save();
  const work: AtWork = { options, book: known, saving: kept, news: news() };
  const care = { topic: topics.acknowledgements, partition: 0 };
  const { first, end } = await options.log.span(care);
  // Before anybody is told anything: who takes care decides what.
  await readBetween(options.log, { place: care, from: first, to: end, stop }, (record) => {
    takeCare(work, record);
    return true;
  });
  const ending = new AbortController();
  const signal = AbortSignal.any([stop, ending.signal]);
  const from = alerts.map((one) => ({ ...one, offset: memory.offsets.get(one.partition) ?? 0 }));
  const positions = [...from, { ...care, offset: end }];
  const tasks = [
    readOn(work, positions, signal),
    followTopology(work, { current, routingNow, names }, signal),
    ...options.sinks.map(async (sink) => {
      const { clock, instrumentation } = options;
      const linkTo = options.acknowledging?.linkTo ?? noLink;
      const told = { sink, clock, instrumentation, book: known, saving: kept, linkTo };
      await keepTelling({ ...told, routing: routingNow, news: work.news.next, stop: signal });
    }),
  ];
  try {
    options.acknowledging?.desk.open(known);
    await Promise.all(tasks);
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    options.acknowledging?.desk.close();
    ending.abort();
    await Promise.allSettled(tasks);
  }
}

async function partitionsOf({ log }: NotifierOptions, topic: string): Promise<readonly LogPlace[]> {
  const count = (await log.partitionCounts([topic])).get(topic) ?? 0;
  return Array.from({ length: count }, (_, partition) => ({ topic, partition }));
}

/** Who owns what decides who is told; what is open goes by the routes anew when that changes. */
async function followTopology(
  { book: known, saving: kept, news: told }: AtWork,
  {
    current,
    routingNow,
    names,
  }: {
    readonly current: CurrentTopology;
    readonly routingNow: () => Routing;
    readonly names: readonly string[];
  },
  stop: AbortSignal,
): Promise<void> {
  const stopped = new Promise<"stopped">((resolve) => {
    if (stop.aborted) resolve("stopped");
    stop.addEventListener("abort", () => resolve("stopped"), { once: true });
  });
  while ((await Promise.race([current.changed.next(), stopped])) !== "stopped") {
    for (const incident of known.reroute(routingNow(), names)) kept.mark(incident);
    await kept.save();
    told.tell();
  }
}

async function readOn(work: AtWork, from: readonly LogPosition[], stop: AbortSignal): Promise<void> {
  const { log, instrumentation, configuration } = work.options;
  const reader = log.reader(from);
  const close = (): void => void reader.close().catch(() => undefined);
  stop.addEventListener("abort", close, { once: true });
  try {
    while (!stop.aborted) {
      const delivery = await reader.next(pollMs);
      stop.throwIfAborted();
      if (delivery !== null) await take(work, reader, delivery);
      else instrumentation.processed(configuration.topics.incidents, 0, null);
    }
  } finally {
    stop.removeEventListener("abort", close);
    await reader.close();
  }
}

async function take(work: AtWork, reader: LogReader, delivery: LogDelivery): Promise<void> {
  const { options, saving: kept, news: told } = work;
  const { place, nextOffset } = delivery;
  const isCare = place.topic === options.configuration.topics.acknowledgements;
  if (delivery.kind === "records") {
    for (const record of delivery.records) {
      const refused = isCare ? takeCare(work, record) : takeAlert(work, record);
      if (refused !== null) options.instrumentation.unread(place, { offset: record.offset, reason: refused });
    }
    const lag = isCare ? null : reader.lag(place);
    options.instrumentation.processed(place.topic, delivery.records.length, lag);
  } else {
    const [offset, reason] =
      delivery.kind === "gap"
        ? [delivery.expectedOffset, "records were deleted before they were read"]
        : [delivery.firstOffset, delivery.reason];
    options.instrumentation.unread(place, { offset, reason });
  }
  if (!isCare) {
    kept.reached(place.partition, nextOffset);
    boundOver(work);
    await kept.save();
  }
  told.tell();
}

type Taken = Extract<LogDelivery, { kind: "records" }>["records"][number];

/** Gives why a record cannot be taken up; null where it was. */
function takeAlert({ book: known, saving: kept, options }: AtWork, record: Taken): string | null {
  const decoded = decodeAlert(record.value);
  if (decoded.kind === "rejected") return `${decoded.code}: ${decoded.reason}`;
  const { topic, partition, offset } = record;
  const isNew = known.take(decoded.event, { topic, partition, offset }, options.clock.nowMs());
  if (isNew) kept.mark(decoded.event.data.incident);
  return null;
}

function takeCare({ book: known }: AtWork, { key, value }: Taken): string | null {
  if (value === null) {
    known.care(key === null ? "" : new TextDecoder().decode(key), null);
    return null;
  }
  const decoded = decodeAcknowledgement(value);
  if (decoded.kind === "rejected") return `${decoded.code}: ${decoded.reason}`;
  known.care(decoded.acknowledgement.incident, decoded.acknowledgement);
  return null;
}

/**
 * How many incidents that are over are held because a sink is away; open ones are as many as there are. Of more the eldest
 * go to the dead letters, so that memory is bounded however long a sink is away.
 */
const mostOver = 5000;

function boundOver({ book: known, saving: kept, options }: AtWork): void {
  const over = [...known.incidents].filter(([, { event }]) => event.data.status !== "open");
  const reason = `more than ${mostOver} incidents that are over wait to be told`;
  for (const [incident, held] of over.slice(0, Math.max(0, over.length - mostOver))) {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const record = { ...held.from, timestampMs: held.takenAtMs, headers: {} };
    const value = bytes(JSON.stringify(held.event));
    for (const sink of held.told.keys()) {
      options.instrumentation.givenUp(sink, { incident, reason });
      kept.letter(
        deadLetter(
          { ...record, key: bytes(incident), value },
          { code: "notification-too-old", reason: `${sink}: ${reason}` },
          false,
        ),
      );
    }
    known.keep(incident, new Map());
    kept.mark(incident);
  }
}
