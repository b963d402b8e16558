import type { AlertEvent } from "@tocsin/core";
import { awaitCondition } from "../../support/servers/own.ts";
import { checkRun } from "../judge/check-run.ts";
import { type Damage } from "../judge/compare.ts";
import { type DelaySummary, outputDelays, summariseDelays } from "../judge/delays.ts";
import { type Expected, expectedOf } from "../judge/expected.ts";
import { compareOutages } from "../judge/same-outages.ts";
import { type EarlierLogs } from "../log/earlier-logs.ts";
import { followLog, type FollowedLog } from "../log/follow-log.ts";
import { type LogEntry, textOf } from "../log/log-entry.ts";
import { entriesOfTopic } from "../log/topics.ts";
import { type Produced } from "../telemetry/produce.ts";
import { type TelemetryMessage } from "../telemetry/seeded-telemetry.ts";
import { type FaultInstallation } from "./fault-installation.ts";

/** What a round left in Kafka. */
export interface Judgement {
  readonly windows: number;
  readonly alerts: number;
  readonly deadLetters: number;
  /** From the moment at which a window could be closed to its evidence. */
  readonly evidenceDelay: DelaySummary | null;
  readonly alertDelay: DelaySummary | null;
  readonly damages: readonly Damage[];
}

const evidenceStart = (entry: LogEntry): number =>
  (JSON.parse(textOf(entry)) as { readonly windowStart: number }).windowStart;

const alertTime = (entry: LogEntry): number =>
  Date.parse((JSON.parse(textOf(entry)) as { readonly time: string }).time);

interface Followed {
  readonly expected: Expected;
  /** What a topic held earlier, and what it holds now. */
  readonly entriesOf: (topic: string) => readonly LogEntry[];
}

/** Waits until all windows were judged, as long as it may take, and gives what there is then to `look`. */
async function whenJudged<Result>(
  installation: FaultInstallation,
  { earlier, withinMs }: { readonly earlier: EarlierLogs; readonly withinMs: number },
  look: (followed: Followed) => Result,
): Promise<Result> {
  const { topics } = installation.configuration;
  const outputs = [topics.windows, topics.evidence, topics.incidents, topics.deadLetters];
  const log = await followLog(installation.brokers, [...installation.telemetryTopics, ...outputs]);
  try {
    await log.catchUp();
    const entriesOf = (topic: string): readonly LogEntry[] => earlier.withEarlier(topic, log.entries(topic));
    const expected = expectedOf(installation.judged, installation.telemetryTopics.flatMap(entriesOf));
    await drain(log, () => entriesOf(topics.evidence).length >= expected.evidence.length, withinMs);
    return look({ expected, entriesOf });
  } finally {
    await log.close();
  }
}

/** What is still missing when the time is over is found missing by the check. */
async function drain(log: FollowedLog, isJudged: () => boolean, withinMs: number): Promise<void> {
  await awaitCondition(isJudged, { withinMs, what: "all windows of evidence" }).catch(() => {});
  await log.catchUp().catch(() => {});
}

/** Rejects where windows are missing after that time. */
export async function awaitJudged(
  installation: FaultInstallation,
  earlier: EarlierLogs,
  withinMs: number,
): Promise<void> {
  const { evidence } = installation.configuration.topics;
  const missing = await whenJudged(
    installation,
    { earlier, withinMs },
    ({ expected, entriesOf }) => expected.evidence.length - entriesOf(evidence).length,
  );
  if (missing > 0) throw new Error(`${missing} windows were not judged within ${withinMs} ms`);
}

/** Compares what was given out with what the telemetry must give. */
export async function judgeRound(
  installation: FaultInstallation,
  { ticks }: Pick<Produced, "ticks">,
  given: { readonly earlier: EarlierLogs; readonly withinMs: number },
): Promise<Judgement> {
  const { topics, allowedLatenessMs, windowMs } = installation.configuration;
  const delaysOf = (entries: readonly LogEntry[], windowEndOf: (entry: LogEntry) => number) =>
    summariseDelays(
      outputDelays(
        ticks,
        allowedLatenessMs,
        entries.map((entry) => ({ windowEndMs: windowEndOf(entry), timestampMs: entry.timestampMs })),
      ),
    );
  return await whenJudged(installation, given, ({ expected, entriesOf }) => {
    const found = {
      windows: entriesOf(topics.windows),
      evidence: entriesOf(topics.evidence),
      incidents: entriesOf(topics.incidents),
      deadLetters: entriesOf(topics.deadLetters),
    };
    return {
      damages: checkRun(expected, found),
      windows: found.evidence.length,
      alerts: found.incidents.length,
      deadLetters: found.deadLetters.length,
      evidenceDelay: delaysOf(found.evidence, (entry) => evidenceStart(entry) + windowMs),
      // An alert's time is its window's end and the allowed lateness.
      alertDelay: delaysOf(found.incidents, (entry) => alertTime(entry) - allowedLatenessMs),
    };
  });
}

/**
 * Compares the outages that the installation told with those of the messages as they were before anything was done to
 * them: for faults of those who send.
 */
export async function judgeOutages(
  installation: FaultInstallation,
  messages: readonly TelemetryMessage[],
): Promise<Judgement["damages"]> {
  const { configuration, judged, topicOf, brokers } = installation;
  const ends = new Map<string, number>();
  const entries = messages.map(({ topic: name, partition, key, value, timestampMs }): LogEntry => {
    const topic = topicOf(name);
    const offset = ends.get(`${topic}/${partition}`) ?? 0;
    ends.set(`${topic}/${partition}`, offset + 1);
    return { topic, partition, offset, timestampMs, key, value: Buffer.from(value), headers: {} };
  });
  const parsed = (text: string): AlertEvent => JSON.parse(text) as AlertEvent;
  const expected = expectedOf(judged, entries).alerts.map(({ text }) => parsed(text));
  const found = await entriesOfTopic(brokers, configuration.topics.incidents);
  return compareOutages(
    "outages with right clocks",
    expected,
    found.map((entry) => parsed(textOf(entry))),
  );
}
