import type { Frame, Reading } from "@tocsin/core";
import type { Log } from "@tocsin/log";
import { describe, expect, test } from "vitest";
import type { Installation } from "../installation/installation.ts";
import { readValues } from "../installation/read-back.ts";
import { startIntake } from "../installation/workers-in-process.ts";
import { awaitCondition } from "../servers/run/await-condition.ts";

export interface ClockRig {
  readonly on: Installation;
  readonly log: () => Log;
  readonly end: () => Promise<void>;
}

const second = 1000;
const minute = 60_000;
const hour = 60 * minute;

/** Windows close ten seconds late, so that a machine that is slow for a moment is no producer that is behind. */
export const byTheWall = { clock: "wall", windowMs: second, allowedLatenessMs: 10_000 } as const;

const honest = ["a", "b", "c"];

/** What an intake must hold by the wall clock, in real time: no clock of others costs an honest reading. */
export function itTrustsNoSingleClock(makeRig: () => Promise<ClockRig>): void {
  describe.concurrent("by the wall clock", () => {
    test("producers ahead and behind cost the others no reading", async () => {
      const skews: Readonly<Record<string, number>> = {
        x: 3 * minute,
        y: 9 * minute,
        z: -3 * minute,
        w: 40 * minute,
      };
      await run(await makeRig(), async ({ send, pause }) => {
        for (let at = 0; at < 24; at += 1) {
          for (const service of honest) await send(service, 0);
          for (const [service, skewMs] of Object.entries(skews)) await send(service, skewMs);
          await pause(500);
        }
      });
    }, 120_000);

    for (const [name, jumpMs] of [
      ["two hours ahead", 2 * hour],
      ["an hour behind", -hour],
    ] as const)
      test(`a host whose clock is ${name} for a while closes nothing that is to come, and costs no reading`, async () => {
        await run(await makeRig(), async ({ send, pause, jump }) => {
          for (let at = 0; at < 24; at += 1) {
            if (at === 6) jump(jumpMs);
            if (at === 12) jump(0);
            for (const service of honest) await send(service, 0);
            await pause(500);
          }
        });
      }, 120_000);
  });
}

interface Course {
  readonly send: (service: string, skewMs: number) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
  /** Sets the clock of the intake's host so far beside the truth. */
  readonly jump: (byMs: number) => void;
}

/** A log whose client stamps by the clock of the same host: with what that showed when the end was seen. */
function onThatHost(log: Log, aheadMs: () => number): Log {
  return {
    ...log,
    reader: (positions) => {
      const reader = log.reader(positions);
      let seen: { readonly atMs: number | null; readonly aheadMs: number } = { atMs: null, aheadMs: 0 };
      return {
        next: async (waitMs) => await reader.next(waitMs),
        seek: (position) => reader.seek(position),
        lag: (place) => reader.lag(place),
        heldBack: (place) => reader.heldBack(place),
        mark: (place) => reader.mark(place),
        close: async () => await reader.close(),
        endSeenAtMs: (place) => {
          const atMs = reader.endSeenAtMs(place);
          if (atMs !== seen.atMs) seen = { atMs, aheadMs: aheadMs() };
          return atMs === null ? null : atMs + seen.aheadMs;
        },
      };
    },
  };
}

/** Runs an intake beside what is sent; then every honest reading must stand in a frame, and none be refused. */
async function run({ on, log, end }: ClockRig, course: (course: Course) => Promise<void>): Promise<void> {
  let aheadMs = 0;
  const { topics } = on.configuration;
  const own = log();
  const client = log();
  const intake = startIntake(
    on,
    onThatHost(own, () => aheadMs),
    { nowMs: () => Date.now() + aheadMs },
  );
  const sent: string[] = [];
  try {
    let count = 0;
    await course({
      send: async (service, skewMs) => {
        count += 1;
        const timestampMs = Date.now() + skewMs;
        const reading = { service, operation: `${count}`, ts: timestampMs - 10, intervalMs: 10 };
        const value = JSON.stringify({ ...reading, requests: 1, errors: 0 });
        await client.append([{ topic: topics.errorRate, partition: 0, key: null, value, timestampMs }]);
        if (honest.includes(service)) sent.push(`${service} ${count}`);
      },
      pause: async (ms) => await new Promise((resolve) => void setTimeout(resolve, ms)),
      jump: (byMs) => void (aheadMs = byMs),
    });
    const framed = async (): Promise<ReadonlySet<string>> => {
      const frames = (await readValues(client, topics.windows)).map((value) => JSON.parse(value) as Frame);
      const latest = Math.max(...frames.map(({ windowStart }) => windowStart));
      expect(latest).toBeLessThan(Date.now());
      return new Set(
        frames.flatMap(({ columns }) =>
          columns.service.map((name, row) => `${name} ${columns.operation?.[row]}`),
        ),
      );
    };
    await awaitCondition(async () => (await framed()).has(sent.at(-1)!), {
      withinMs: 60_000,
      what: "the frame of the last honest reading",
    });
    const all = await framed();
    expect(sent.filter((one) => !all.has(one))).toEqual([]);
    const letters = (await readValues(client, topics.deadLetters))
      .filter((value) => value !== "")
      .map((value) => (JSON.parse(value) as Pick<Reading, "service">).service);
    expect(letters.filter((service) => honest.includes(service))).toEqual([]);
  } finally {
    await intake.stop();
    await own.close();
    await client.close();
    await end();
  }
}
