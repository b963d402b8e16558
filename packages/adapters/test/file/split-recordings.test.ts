import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { Configuration } from "@tocsin/contracts";
import { type Frame, intake } from "@tocsin/core";
import { expect, test } from "vitest";
import { decodeTelemetry, streamsByTopic } from "../../src/wire/index.ts";
import { fileWith, readAll } from "../support/recordings.ts";

const { topics, windowMs, allowedLatenessMs } = Configuration.parse({});
const streams = streamsByTopic(topics);
const startMs = 1_633_362_000_000;

/** From files to frames, as a replay does it. */
async function framesOf(paths: readonly string[]): Promise<readonly Frame[]> {
  const running = intake({ windowMs, allowedLatenessMs, partitionIdleMs: 3_600_000, streams });
  const frames: Frame[] = [];
  for (const item of await readAll(paths)) {
    if (item.kind !== "message") continue;
    const { topic, partition, offset, arrivalMs } = item;
    const content = decodeTelemetry(
      topic === topics.errorRate ? "error-rate" : "report-volume",
      item.payload,
      arrivalMs,
    );
    frames.push(...running.step({ topic, partition, offset, arrivalMs, content }).frames);
  }
  return [...frames, ...running.end().frames];
}

interface Sent {
  readonly partition: number;
  readonly service: string;
  readonly isReport: boolean;
  readonly afterMs: number;
  readonly delayMs: number;
  readonly count: number;
}

/** Few services, times and values, so that duplicates, conflicts, late readings and equal arrivals are common. */
const sent: fc.Arbitrary<Sent> = fc.record({
  partition: fc.nat(1),
  service: fc.constantFrom("a", "b"),
  isReport: fc.boolean(),
  afterMs: fc.constantFrom(0, 0, 1000, 20_000),
  delayMs: fc.constantFrom(0, 0, 5000, 100_000),
  count: fc.nat(1),
});

/** A recording in the order of arrival. */
function linesOf(all: readonly Sent[]): readonly string[] {
  let ts = startMs;
  return all.map((one, offset) => {
    ts += one.afterMs;
    const end = Math.floor((ts - one.delayMs) / windowMs) * windowMs;
    const values = one.isReport ? { reports: one.count } : { requests: 10, errors: one.count };
    const payload = JSON.stringify({
      service: one.service,
      ts: end - windowMs,
      intervalMs: windowMs,
      ...values,
    });
    const topic = one.isReport ? topics.reportVolume : topics.errorRate;
    return JSON.stringify({ topic, partition: one.partition, offset, ts, payload });
  });
}

function byPartition(frames: readonly Frame[]): readonly Frame[] {
  const place = ({ topic, partition }: Frame): string => `${topic} ${partition}`;
  return frames.toSorted((one, other) =>
    place(one) < place(other) ? -1 : place(one) > place(other) ? 1 : 0,
  );
}

test("how a recording is split into files and packed changes no frame", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(sent, fc.nat(2)), { minLength: 1, maxLength: 80 }), async (drawn) => {
      const lines = linesOf(drawn.map(([one]) => one));
      const whole = await framesOf([fileWith("whole.jsonl", lines.join("\n"))]);
      const paths = [0, 1, 2].flatMap((file) => {
        const own = lines.filter((_, at) => drawn[at]?.[1] === file).join("\n");
        return own === "" ? [] : [fileWith(`part-${file}`, file === 1 ? gzipSync(own) : own)];
      });
      expect(byPartition(await framesOf(paths))).toEqual(byPartition(whole));
      expect(byPartition(await framesOf(paths.toReversed()))).toEqual(byPartition(whole));
    }),
    { numRuns: 60 },
  );
});
