import { Name, type StreamName, topicNames } from "@tocsin/contracts";
import { hashText } from "@tocsin/worlds/random";

/** The constant parts of one series' recording lines. Between them stand offset, arrival, interval start and body. */
export interface Series {
  /** Index of the (topic, partition) whose offsets the series counts in. */
  readonly log: number;
  readonly untilOffset: string;
  readonly untilArrival: string;
  readonly untilStart: string;
  readonly untilBody: string;
}

export interface SeriesKey {
  readonly stream: StreamName;
  readonly service: string;
  readonly operation: string | null;
  /** Who observed it; null for what a service says of itself. */
  readonly source: string | null;
}

const streams = {
  "error-rate": { order: 0, topic: topicNames.errorRate },
  "delivery-latency": { order: 1, topic: topicNames.deliveryLatency },
  "report-volume": { order: 2, topic: topicNames.reportVolume },
} as const;

/** How many logs there are: every topic has the same number of partitions. */
export function logCount(partitionsPerTopic: number): number {
  return Object.keys(streams).length * partitionsPerTopic;
}

/**
 * Lines are put together as text, in the order and spelling of `kcat -C -J`: names hold no character that JSON
 * escapes, so this is what JSON.stringify would give and several times as fast.
 * @throws ZodError when a name is not allowed.
 */
export function series(key: SeriesKey, partitionsPerTopic: number): Series {
  const service = Name.parse(key.service);
  const operation = key.operation === null ? "" : `\\"operation\\":\\"${Name.parse(key.operation)}\\",`;
  const source = key.source === null ? "" : `\\"source\\":\\"${Name.parse(key.source)}\\",`;
  const partition = hashText(service) % partitionsPerTopic;
  const { order, topic } = streams[key.stream];
  return {
    log: order * partitionsPerTopic + partition,
    untilOffset: `{"topic":"${topic}","partition":${partition},"offset":`,
    untilArrival: `,"tstype":"create","ts":`,
    untilStart: `,"broker":1,"key":"${service}","payload":"{\\"service\\":\\"${service}\\",${operation}${source}\\"ts\\":`,
    untilBody: `,\\"intervalMs\\":60000,`,
  };
}

/** A reading on its way into the recording. `body` is the escaped rest of the payload, from the first count on. */
export interface Reading {
  readonly series: Series;
  readonly arrival: number;
  readonly ts: number;
  readonly body: string;
}

export function recordingLine(reading: Reading, offset: number): string {
  const { series: parts, arrival, ts, body } = reading;
  return (
    parts.untilOffset +
    offset +
    parts.untilArrival +
    arrival +
    parts.untilStart +
    ts +
    parts.untilBody +
    body +
    '}"}'
  );
}
