import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delivery } from "../../src/pipeline/delivery.ts";
import { intake } from "../../src/pipeline/intake.ts";
import type { IntakeConfig } from "../../src/pipeline/intake-config.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { windowIndexOfReading } from "../../src/time/window-index.ts";
import type { Frame } from "../../src/window/frame.ts";
import { lateReadingsOf, readingsOf } from "../../src/window/frame-readings.ts";
import { arbitraryLogs, byArrival } from "../support/arbitrary-logs.ts";
import { intakeConfig, runIntake } from "../support/run-intake.ts";

const { windowMs } = intakeConfig;

/** How long late readings may fill gaps: shorter than the logs, so that some come too late even for that. */
const arbitraryConfig: fc.Arbitrary<IntakeConfig> = fc
  .constantFrom(1, 2, 3, 30)
  .map((windows) => ({ ...intakeConfig, reviseMs: windows * windowMs }));

const placeOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}/${partition}`;

/** What tells readings apart that may fill one gap: everything but their values and the time within the window. */
function gapOf(reading: Reading): string {
  const { service, operation, region, source, intervalMs, ts } = reading;
  const category = reading.stream === "report-volume" ? reading.category : null;
  const window = windowIndexOfReading(ts, intervalMs, windowMs);
  const lastMs = ts + intervalMs - 1 - window * windowMs;
  const part = intervalMs === windowMs ? 0 : Math.floor(lastMs / intervalMs);
  return JSON.stringify([service, operation, region, source, category, intervalMs, part, window]);
}

interface Known {
  oldestOpen: number;
  readonly inClosed: Set<string>;
}

/** Takes every message by itself and says what must become of each late reading, with nothing but a set of all that came. */
function lateByHand(deliveries: readonly Delivery[], config: IntakeConfig) {
  const running = intake(config);
  const known = new Map<string, Known>();
  const waited = new Map<string, number>();
  const unsure = new Set<string>();
  const said: unknown[] = [];
  const expected: unknown[] = [];
  for (const delivery of deliveries) {
    const output = running.step(delivery);
    for (const frame of output.frames) {
      const place = placeOf(frame);
      const one = known.get(place) ?? { oldestOpen: -Infinity, inClosed: new Set() };
      known.set(place, one);
      one.oldestOpen = frame.windowStart / windowMs + 1;
      for (const reading of readingsOf(frame)) one.inClosed.add(gapOf(reading));
    }
    const place = known.get(placeOf(delivery));
    // Where others have waited, windows close twice in one step, and which reading filled a gap is not said.
    const haveWaited = (waited.get(placeOf(delivery)) ?? 0) > 0;
    waited.set(placeOf(delivery), output.waiting);
    if (haveWaited && output.revised > 0) unsure.add(placeOf(delivery));
    if (haveWaited || output.waiting > 0 || unsure.has(placeOf(delivery))) continue;
    if (place === undefined || delivery.content.kind !== "reading") continue;
    if (output.accepted + output.revised + output.refused.length !== 1) continue;
    const { reading } = delivery.content;
    const window = windowIndexOfReading(reading.ts, reading.intervalMs, windowMs);
    const [refused] = output.refused;
    if (window >= place.oldestOpen || (refused !== undefined && refused.offset !== delivery.offset)) continue;
    said.push(output.revised === 1 ? "revised" : refused?.code);
    const gap = gapOf(reading);
    const isOld = window < place.oldestOpen - (config.reviseMs as number) / windowMs;
    expected.push(isOld ? "late" : place.inClosed.has(gap) ? "duplicate" : "revised");
    if (!isOld) place.inClosed.add(gap);
  }
  return { said, expected };
}

test("which late reading fills a gap is what a set of all that came says", () => {
  fc.assert(
    fc.property(arbitraryLogs, arbitraryConfig, (logs, config) => {
      const { said, expected } = lateByHand(byArrival(logs), config);
      expect(said).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("every reading is exactly one of accepted, filling a gap, refused with a reason, or in no frame yet", () => {
  fc.assert(
    fc.property(arbitraryLogs, arbitraryConfig, (logs, config) => {
      const deliveries = byArrival(logs);
      const running = intake(config);
      const outputs = deliveries.map((delivery) => running.step(delivery));
      const end = running.end();
      const all = [...outputs, end];
      const sum = (of: (output: (typeof all)[number]) => number): number =>
        all.reduce((total, output) => total + of(output), 0);
      const refused = all.flatMap((output) => output.refused).filter(({ reading }) => reading !== null);
      const readings = deliveries.filter(({ content }) => content.kind === "reading").length;
      expect(sum(({ accepted }) => accepted) + sum(({ revised }) => revised) + refused.length).toBe(readings);
      const offsets = all
        .flatMap(({ frames }) => frames)
        .flatMap((frame) =>
          [...frame.columns.offset, ...(frame.lateColumns?.offset ?? [])].map(
            (offset) => `${placeOf(frame)} ${offset}`,
          ),
        );
      expect(new Set(offsets).size).toBe(offsets.length);
    }),
    { numRuns: 150 },
  );
});

/** A frame without what late readings add to it. */
function withoutLate({ lateColumns: _late, counts, ...rest }: Frame): unknown {
  const { late: _late2, duplicate: _duplicate, ...others } = counts;
  return { ...rest, counts: others };
}

test("what windows hold is what they hold where late readings are only counted", () => {
  fc.assert(
    fc.property(arbitraryLogs, arbitraryConfig, (logs, config) => {
      const deliveries = byArrival(logs);
      const passing = runIntake(deliveries, intake(config));
      const counting = runIntake(deliveries);
      const counted = (frames: readonly Frame[]): number =>
        frames.reduce((sum, { counts }) => sum + counts.late + counts.duplicate, 0);
      expect(passing.frames.map(withoutLate)).toEqual(counting.frames.map(withoutLate));
      expect(counted(passing.frames)).toBe(counted(counting.frames));
      expect(passing.unfinished).toBe(counting.unfinished);
    }),
    { numRuns: 150 },
  );
});

test("a late reading stands in a frame behind its own window", () => {
  fc.assert(
    fc.property(arbitraryLogs, arbitraryConfig, (logs, config) => {
      for (const frame of runIntake(byArrival(logs), intake(config)).frames)
        for (const { ts, intervalMs } of lateReadingsOf(frame))
          expect(windowIndexOfReading(ts, intervalMs, windowMs) * windowMs).toBeLessThan(frame.windowStart);
    }),
    { numRuns: 100 },
  );
});

test("a run that is cut anywhere and goes on from its snapshot gives the same frames and late readings", () => {
  fc.assert(
    fc.property(arbitraryLogs, arbitraryConfig, fc.nat(200), (logs, config, cutAt) => {
      const deliveries = byArrival(logs);
      const cut = Math.min(cutAt, deliveries.length);
      const before = intake(config);
      const first = deliveries.slice(0, cut).flatMap((delivery) => before.step(delivery).frames);
      const snapshot = JSON.parse(JSON.stringify(before.snapshot())) as ReturnType<typeof before.snapshot>;
      const rest = runIntake(deliveries.slice(cut), intake(config, snapshot));
      const whole = runIntake(deliveries, intake(config));
      expect([...first, ...rest.frames]).toEqual(whole.frames);
    }),
    { numRuns: 200 },
  );
});
