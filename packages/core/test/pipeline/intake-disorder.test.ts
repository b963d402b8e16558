import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delivery } from "../../src/pipeline/delivery.ts";
import type { Frame } from "../../src/window/frame.ts";
import { readingsOf } from "../../src/window/frame-readings.ts";
import { arbitraryReading } from "../support/arbitrary-readings.ts";
import { allowedLatenessMs, judgeLog, producerOf, windowMs } from "../support/clock-oracle.ts";
import { runIntake } from "../support/run-intake.ts";

const startMs = 1_633_359_600_000;
const slackMs = 15_000;

interface Punctual {
  readonly delivery: Delivery;
  /** How much later than its arrival says it may stand in the log. */
  readonly shiftMs: number;
}

/**
 * Readings that arrive within 14 seconds of the end of their window: half the allowed lateness is left for disorder. All of
 * them within ten minutes, so that no first message stands so far apart that nobody agrees with it.
 */
const punctual: fc.Arbitrary<Punctual> = fc
  .tuple(arbitraryReading("report-volume", 0, 300_000), fc.nat(14_000), fc.nat(slackMs))
  .map(([reading, delayMs, shiftMs]) => {
    const ts = startMs + reading.ts;
    const end = (Math.floor((ts + reading.intervalMs - 1) / windowMs) + 1) * windowMs;
    const content = { kind: "reading", reading: { ...reading, ts } } as const;
    return {
      shiftMs,
      delivery: { topic: "reports", partition: 0, offset: 0, arrivalMs: end + delayMs, content },
    };
  });

/** Puts messages into a log in the order of a time, and numbers them. */
function logBy(messages: readonly Punctual[], timeOf: (message: Punctual) => number): readonly Delivery[] {
  const sorted = messages.toSorted((one, other) => timeOf(one) - timeOf(other));
  return sorted.map(({ delivery }, offset) => ({ ...delivery, offset }));
}

/** What the frames say apart from offsets, rows in an order of their own. */
function contents(frames: readonly Frame[]): unknown {
  return frames.map((frame) => ({
    windowStart: frame.windowStart,
    rows: readingsOf(frame)
      .map((reading) => JSON.stringify(reading))
      .toSorted(),
  }));
}

const distinct = fc.uniqueArray(punctual, {
  maxLength: 60,
  selector: ({ delivery: { content } }) => {
    if (content.kind !== "reading" || content.reading.stream !== "report-volume") return "";
    const { service, operation, region, source, category, ts, intervalMs } = content.reading;
    return JSON.stringify([service, operation, region, source, category, ts, intervalMs]);
  },
});

test("of a partition that speaks seldom the first message counts like those that come after it", () => {
  const from = (service: string, minute: number): Punctual => {
    const reading = {
      stream: "report-volume",
      service,
      operation: null,
      region: null,
      source: null,
    } as const;
    const ts = startMs + minute * 60_000;
    const content = {
      kind: "reading",
      reading: { ...reading, ts, intervalMs: 60_000, reports: 1, category: null },
    } as const;
    return {
      shiftMs: 0,
      delivery: { topic: "reports", partition: 0, offset: 0, arrivalMs: ts + 60_000, content },
    };
  };
  const messages = [from("bee", 0), from("bee", 3), from("ant", 11)];
  const { refusals, frames } = runIntake(logBy(messages, ({ delivery }) => delivery.arrivalMs));
  expect(refusals).toEqual([]);
  expect(frames.map(({ windowStart }) => (windowStart - startMs) / 60_000)[0]).toBe(0);
});

test("disorder within the allowed lateness changes nothing", () => {
  fc.assert(
    fc.property(distinct, (messages) => {
      const ordered = runIntake(logBy(messages, ({ delivery }) => delivery.arrivalMs));
      const disordered = runIntake(logBy(messages, ({ delivery, shiftMs }) => delivery.arrivalMs + shiftMs));
      expect(disordered.refusals).toEqual([]);
      expect(contents(disordered.frames)).toEqual(contents(ordered.frames));
    }),
  );
});

test("what comes beyond it is counted late, and nothing else changes", () => {
  fc.assert(
    fc.property(
      distinct,
      distinct,
      fc.integer({ min: allowedLatenessMs, max: 3e6 }),
      (messages, others, behindMs) => {
        const log = logBy(messages, ({ delivery }) => delivery.arrivalMs);
        const { clockMs, latest } = judgeLog(log);
        fc.pre(clockMs !== null);
        const stragglers = others
          .filter(({ delivery }) => delivery.arrivalMs - 14_000 + behindMs <= clockMs)
          .map(({ delivery }, at) => {
            const arrivalMs = Math.max(clockMs, latest.get(producerOf(delivery)) ?? clockMs);
            return { ...delivery, offset: log.length + at, arrivalMs };
          });
        const alone = runIntake(log);
        const together = runIntake([...log, ...stragglers]);
        expect(together.refusals.map(({ code }) => code)).toEqual(stragglers.map(() => "late"));
        expect(contents(together.frames)).toEqual(contents(alone.frames));
      },
    ),
  );
});
