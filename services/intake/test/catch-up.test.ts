import { decodeFrame } from "@tocsin/adapters/wire";
import { Configuration } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { silentIntake } from "../../../test/support/installation/silent-instrumentation.ts";
import { type MemoryCluster, memoryCluster } from "../../../test/support/memory-log/index.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import type { IntakeInstrumentation } from "../src/instrumentation.ts";
import { intakeGroup, taskOptions } from "../src/intake-options.ts";
import { partitionTask } from "../src/partition-task.ts";

const minuteMs = 60_000;
const fromMs = Date.UTC(2024, 4, 1);

/** An installation whose clock, that of the brokers too, stands still unless a test moves it. */
function installation(clock: "wall" | "stream") {
  const configuration = Configuration.parse({ clock });
  const time = { nowMs: fromMs };
  const cluster = memoryCluster({ nowMs: () => time.nowMs });
  const { errorRate, windows, intakeState, deadLetters } = configuration.topics;
  for (const topic of [errorRate, windows, intakeState, deadLetters]) cluster.createTopic(topic, 1);
  return { cluster, configuration, time, place: { topic: errorRate, partition: 0 } };
}

type Installation = ReturnType<typeof installation>;

/** In these nothing arrives: windows close by the clock, or wait for the next message. */
const silent = [7, 8];

/** What arrives 40 seconds after a minute has ended; mail sends every other minute, and once a number nobody can read. */
const messagesOf = (minute: number) =>
  ["chat", "feed", "mail"]
    .filter((service) => !silent.includes(minute) && (service !== "mail" || minute % 2 === 0))
    .map((service, at) => ({
      key: service,
      value: JSON.stringify({
        service,
        ts: fromMs + (minute - 1) * minuteMs,
        intervalMs: minuteMs,
        requests: 100 + minute,
        errors: service === "mail" && minute === 6 ? -1 : at,
      }),
    }));

/** Windows that have closed then: by the clock half a minute after they end, else by the message that comes after that. */
const closedAfter = (minute: number, clock: "wall" | "stream"): number => {
  const heard =
    clock === "wall" ? minute : Math.max(...minutes.slice(0, minute).filter((at) => !silent.includes(at)));
  return heard - 1;
};

/** A running intake takes minute after minute, each committed before the next comes; then it is stopped. */
async function ran(
  { cluster, configuration, time, place }: Installation,
  minutes: readonly number[],
  more: Partial<IntakeInstrumentation> = {},
): Promise<void> {
  const log = cluster.client();
  const stop = new AbortController();
  const { clock } = configuration;
  const options = taskOptions({
    log,
    configuration,
    instrumentation: { ...silentIntake, ...more },
    nowMs: () => time.nowMs,
    elapsedMs: () => time.nowMs - fromMs,
    startAtMs: null,
  });
  const running = partitionTask(options, { place, stream: "error-rate" }, stop.signal);
  for (const minute of minutes) {
    time.nowMs = fromMs + minute * minuteMs + 40_000;
    await log.append(messagesOf(minute).map((message) => ({ ...place, ...message })));
    const { end } = await log.span(place);
    // However often a slow machine looks, the next minute does not begin before its messages are there.
    const latestMs = time.nowMs + 19_000;
    const isTaken = (): boolean => {
      time.nowMs = Math.min(time.nowMs + 100, latestMs);
      return (
        cluster.groupOffset(intakeGroup(configuration), place) === end &&
        framesOf({ cluster, configuration }).length >= closedAfter(minute, clock)
      );
    };
    await awaitCondition(isTaken, { withinMs: 30_000, everyMs: 2, what: `minute ${minute}` });
  }
  stop.abort();
  await running;
}

const framesOf = ({ cluster, configuration }: Pick<Installation, "cluster" | "configuration">) =>
  cluster.records(configuration.topics.windows).map(({ value }) => {
    const decoded = decodeFrame(value, minuteMs);
    if (decoded.kind !== "frame") throw new Error("no frame");
    return decoded.frame;
  });

/** Turns a byte of the newest snapshot, as a disk may. */
function damageNewest(cluster: MemoryCluster, { topics }: Configuration): void {
  const snapshots = cluster
    .records(topics.intakeState)
    .filter(({ key }) => Buffer.from(key ?? []).toString() === "snapshot");
  snapshots.at(-1)!.value![20]! ^= 0xff;
}

const minutes = Array.from({ length: 14 }, (_, at) => at + 1);
const cut = 8;

describe.each(["stream", "wall"] as const)(
  "with clock: %s, where the newest snapshot cannot be read",
  (clock) => {
    test("the one before it is taken, what came behind it is read again, and nothing is lost or said twice", async () => {
      const whole = installation(clock);
      await ran(whole, minutes);
      const damaged = installation(clock);
      await ran(damaged, minutes.slice(0, cut));
      damageNewest(damaged.cluster, damaged.configuration);
      const again: number[] = [];
      await ran(damaged, minutes.slice(cut), { caughtUp: (_place, records) => again.push(records) });
      expect(again).toHaveLength(1);
      const told = framesOf(damaged);
      expect(told.map(({ windowStart }) => windowStart)).toEqual([
        ...new Set(told.map(({ windowStart }) => windowStart)),
      ]);
      const counted = ({ closedBy: _closedBy, ...frame }: (typeof told)[number]) => frame;
      expect(told.map(counted)).toEqual(framesOf(whole).map(counted));
      const letters = (of: Installation): number =>
        of.cluster.records(of.configuration.topics.deadLetters).length;
      expect([letters(damaged), letters(whole)]).toEqual([1, 1]);
    });
  },
);
