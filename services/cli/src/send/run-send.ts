import { copyOf, keyAndHeaders, type RecordedMessage, type RecordingItem } from "@tocsin/adapters/file";
import { streamsByTopic } from "@tocsin/adapters/wire";
import { type ErrorCode, topicNames } from "@tocsin/contracts";
import type { LogPlace } from "@tocsin/log";
import { counted } from "@tocsin/report/words";
import { countsIfThere } from "../cluster/counts-if-there.ts";
import { type OpenCluster, withCluster } from "../cluster/with-cluster.ts";
import { exitCodes, inputFault, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { interruptible } from "../replay/interruptible.ts";
import { isCommandsTopic } from "../replay/recorded-commands.ts";
import { type Position, progress } from "../replay/progress.ts";
import { changedRecordings } from "../changes/changed-recordings.ts";
import { pacing } from "../replay/speed.ts";
import { wallClock } from "../replay/wall-clock.ts";
import { recordedTopic } from "../settings/recorded-topic.ts";
import { ageWarnings, type Described, refuseOwnTimes } from "./check-topics.ts";
import { outbox, type Outbox } from "./outbox.ts";
import { batchesPerSecond, rateLimit } from "./rate-limit.ts";
import type { SendRequest } from "./request.ts";
import { summaryText, warningLines } from "./send-words.ts";
import { telemetrySender, type TelemetrySender } from "./telemetry-sender.ts";

/** What was sent and refused, counted. */
export interface SendTally {
  lines: number;
  /** Lines that stood in the same recording before; they are not sent a second time. */
  readAgain: number;
  /** Messages that Kafka keeps, without ticks. */
  sent: number;
  readonly rejectedByCode: Map<ErrorCode, number>;
  readonly failed: { readonly file: string; readonly reason: string }[];
}

interface Sending {
  readonly request: SendRequest;
  readonly io: CliIo;
  readonly cluster: OpenCluster;
  readonly topics: Described;
  readonly counts: ReadonlyMap<string, number>;
  /** Whether the cluster has a command topic. */
  readonly takesCommands: boolean;
  readonly tally: SendTally;
  readonly sender: TelemetrySender;
  readonly outbox: Outbox;
}

/**
 * `tocsin replay --to kafka`: sends the messages of recordings to the telemetry topics, at least once, with ticks.
 * Resolves with the exit code, or rejects with a `ProcessFault`.
 */
export async function runSend(request: SendRequest, io: CliIo): Promise<number> {
  return await withCluster(request.configFile, io, async (cluster) => {
    const sending = await prepared(request, io, cluster);
    const clock = wallClock(io.interrupted);
    const startedMs = clock.nowMs();
    const { tally, sender } = sending;
    try {
      await sendAll(sending);
    } catch (error) {
      await write(io.stderr, `tocsin: broke off; ${counted(tally.sent, "message")} had been sent\n`);
      throw error;
    }
    const seconds = (clock.nowMs() - startedMs) / 1000;
    for (const line of warningLines(tally, sender.tally)) await write(io.stderr, `tocsin: ${line}\n`);
    if (!request.quiet) await write(io.stdout, summaryText(tally, sender.tally, seconds));
    return tally.failed.length > 0 || sender.tally.readings === 0 ? exitCodes.input : exitCodes.done;
  });
}

async function prepared(request: SendRequest, io: CliIo, cluster: OpenCluster): Promise<Sending> {
  const { configuration, log, admin } = cluster;
  const streams = streamsByTopic(configuration.topics, configuration.topicFormats);
  const names = [...streams.keys()];
  const { commands } = configuration.topics;
  const counts = await log.partitionCounts(names);
  const takesCommands = (await countsIfThere(log, [commands])).has(commands);
  const topics = await admin.describe(names);
  refuseOwnTimes(topics);
  const tally: SendTally = { lines: 0, readAgain: 0, sent: 0, rejectedByCode: new Map(), failed: [] };
  const { ratePerSecond } = request;
  const limit = ratePerSecond === null ? null : rateLimit(ratePerSecond, wallClock(io.interrupted));
  const box = outbox({
    log,
    kept: (messages) => {
      tally.sent += messages;
      return limit?.(messages);
    },
    tooLarge: () => countReject(tally, "value-too-large"),
    ...(ratePerSecond === null
      ? {}
      : { mostRecords: Math.max(1, Math.floor(ratePerSecond / batchesPerSecond)) }),
  });
  const sender = telemetrySender({
    ...configuration,
    formatted: configuration.topicFormats,
    outbox: box,
    streams,
    places: placesOf(counts),
    partitions: request.partitions,
    key: request.key,
  });
  return { request, io, cluster, topics, counts, takesCommands, tally, sender, outbox: box };
}

const placesOf = (counts: ReadonlyMap<string, number>): readonly LogPlace[] =>
  [...counts].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => ({ topic, partition })),
  );

async function sendAll(sending: Sending): Promise<void> {
  const { request, io, tally, sender } = sending;
  const clock = wallClock(io.interrupted);
  const shown = progress(io.stderr, clock.nowMs, !request.quiet);
  const pace = request.speed === "max" ? null : pacing(request.speed, clock);
  let share: number | null = null;
  let eventTimeMs: number | null = null;
  const position = (): Position => ({ share, events: tally.lines, eventTimeMs });
  try {
    const { topics, windowMs } = sending.cluster.configuration;
    const batches = changedRecordings(
      request.recordings,
      { stdin: interruptible(io), unordered: request.unordered },
      request.changes,
      { topics, windowMs, nowMs: Date.now() },
    );
    for await (const { items, bytesRead, bytesTotal } of batches) {
      share = bytesTotal === null ? null : bytesRead / bytesTotal;
      shown.at(position);
      for (const item of items) {
        if (item.kind === "message" && !isCommandsTopic(item.topic, sending.cluster.configuration.topics)) {
          if (eventTimeMs === null) await warnOfAge(sending, item.arrivalMs);
          eventTimeMs = item.arrivalMs;
          const early = pace?.(item.arrivalMs);
          if (early !== undefined) await Promise.all([sending.outbox.flush(), early]);
        }
        const busy = take(sending, item);
        if (busy !== undefined) await busy;
        shown.at(position);
      }
      if (io.interrupted?.aborted === true) throw new Error("interrupted");
    }
    await sender.end();
  } finally {
    shown.clear();
  }
  const [failure] = tally.failed;
  if (failure !== undefined && tally.lines === 0) {
    throw inputFault(`cannot read ${failure.file}: ${failure.reason}`);
  }
}

async function warnOfAge({ topics, cluster, io }: Sending, oldestMs: number): Promise<void> {
  const warnings = ageWarnings(topics, cluster.configuration, { oldestMs, nowMs: Date.now() });
  for (const line of warnings) await write(io.stderr, `tocsin: ${line}\n`);
}

function take(sending: Sending, item: RecordingItem): Promise<void> | undefined {
  const { tally } = sending;
  if (item.kind === "failed") {
    tally.failed.push(item);
    countReject(tally, item.code);
    return undefined;
  }
  tally.lines += 1;
  if (item.kind === "again") tally.readAgain += 1;
  if (item.kind === "rejected") countReject(tally, item.code);
  return item.kind === "message" ? takeMessage(sending, item) : undefined;
}

function takeMessage(sending: Sending, message: RecordedMessage): Promise<void> | undefined {
  const { tally, sender, counts, request, cluster } = sending;
  const { partition, file, line } = message;
  if (sending.takesCommands && isCommandsTopic(message.topic, cluster.configuration.topics)) {
    return sendCommand(sending, message);
  }
  const topic = recordedTopic(message.topic, cluster.configuration.topics);
  const count = counts.get(topic);
  if (count === undefined) {
    if (topic === topicNames.windows && tally.sent === 0 && sender.tally.readings === 0)
      throw windowsFault(file);
    countReject(tally, "topic-unknown");
    return undefined;
  }
  if (request.partitions === "recorded" && partition >= count) {
    throw usageFault(
      `${file}:${line} is of partition ${partition}, and topic ${topic} has ${count} partitions`,
      `Add partitions with tocsin topics apply --partitions ${partition + 1}, or leave --partitions recorded out.`,
    );
  }
  return sender.send(topic === message.topic ? message : { ...copyOf(message), topic });
}

/** With its own time, which is that of the stream; it holds from the window on that it names. */
function sendCommand({ outbox: to, cluster }: Sending, message: RecordedMessage): Promise<void> | undefined {
  const { arrivalMs: timestampMs, payload: value } = message;
  const { key, headers } = keyAndHeaders(message);
  const place = { topic: cluster.configuration.topics.commands, partition: 0 };
  return to.put({ kind: "message", record: { ...place, key, value, headers, timestampMs } });
}

const windowsFault = (file: string): ReturnType<typeof inputFault> =>
  inputFault(
    `${file} holds recorded windows (${topicNames.windows}), and only telemetry can be sent`,
    "Replay it without --to kafka, or record the telemetry topics.",
  );

function countReject({ rejectedByCode }: SendTally, code: ErrorCode): void {
  rejectedByCode.set(code, (rejectedByCode.get(code) ?? 0) + 1);
}
