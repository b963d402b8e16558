import fc from "fast-check";
import { expect, test } from "vitest";
import { type WorldAssembly, worldAssembly } from "../../src/world/world-assembly.ts";
import { signals, type WorldWindow } from "../../src/world/world-window.ts";
import type { Reading, Stream } from "../../src/reading/reading.ts";
import type { Frame } from "../../src/window/frame.ts";
import { arbitraryReading } from "../support/arbitrary-readings.ts";
import { frameOf, windowMs } from "../support/make-frames.ts";
import { type Expected, expectedWorld } from "../support/assembly-oracle.ts";

const waiting = { windowMs, newcomerWaitMs: 100 * windowMs };
const windows = 6;
const streams: readonly Stream[] = ["error-rate", "delivery-latency", "report-volume"];

/** A reading that ends in one of the windows, and where it was sent. */
interface Sent {
  readonly window: number;
  readonly partition: number;
  readonly reading: Reading;
}

const sent = fc
  .tuple(
    fc.nat(windows - 1),
    fc.nat(2),
    fc.constantFrom(...streams).chain((stream) => arbitraryReading(stream, 0, 60_000)),
  )
  .map(([window, partition, reading]): Sent => {
    const ts = (window + 1) * windowMs - reading.intervalMs;
    return { window, partition, reading: { ...reading, ts } };
  });

const identity = ({ reading }: Sent): string => {
  const { stream, service, operation, region, source, ts, intervalMs } = reading;
  const category = reading.stream === "report-volume" ? reading.category : null;
  return JSON.stringify([stream, service, operation, region, source, category, ts, intervalMs]);
};

const distinct = fc.uniqueArray(sent, { maxLength: 80, selector: identity });

/** A frame for every window of each stream's three partitions; `place` says where each reading went. */
function framesOfAll(all: readonly Sent[], place: (one: Sent) => number): readonly (readonly Frame[])[] {
  return streams.flatMap((stream) =>
    [0, 1, 2].map((partition) =>
      Array.from({ length: windows }, (_, window) => {
        const readings = all.filter(
          (one) => one.reading.stream === stream && one.window === window && place(one) === partition,
        );
        return frameOf(
          window,
          readings.map(({ reading }) => reading),
          { stream, partition },
        );
      }),
    ),
  );
}

function run(
  frames: readonly Frame[],
  assembly: WorldAssembly = worldAssembly(waiting),
): readonly WorldWindow[] {
  return [...frames.flatMap((frame) => assembly.step(frame)), ...assembly.end()];
}

/** Takes the next frame of a partition that `pick` chooses, until none is left. */
function shuffled(
  partitions: readonly (readonly Frame[])[],
  pick: (count: number) => number,
): readonly Frame[] {
  const rest = partitions.map((frames) => [...frames]);
  const order: Frame[] = [];
  for (;;) {
    const open = rest.filter((frames) => frames.length > 0);
    if (open.length === 0) return order;
    order.push((open[pick(open.length)] as Frame[]).shift() as Frame);
  }
}

test("every window is that of the batch oracle", () => {
  fc.assert(
    fc.property(distinct, (all) => {
      const assembly = worldAssembly(waiting);
      const found = run(framesOfAll(all, (one) => one.partition).flat(), assembly).map((window) =>
        window.observations.map((observation) => {
          const { entity, signal, source } = assembly.series[observation.series]!;
          const { value, exposure, readings, intervalMs } = observation;
          return { entity, signal, source, value, exposure, readings, intervalMs };
        }),
      );
      const inOrder = (one: readonly Expected[]): readonly Expected[] =>
        one.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      expect(found.map(inOrder)).toEqual(expectedWorld(all, windows).map(inOrder));
    }),
    { numRuns: 200 },
  );
});

function keyOf(one: {
  readonly entity: string;
  readonly signal: string;
  readonly source: string | null;
}): string {
  return JSON.stringify([one.entity, one.signal, one.source]);
}

test("the order in which partitions' frames come changes nothing", () => {
  fc.assert(
    fc.property(distinct, fc.infiniteStream(fc.nat(1000)), (all, picks) => {
      const partitions = framesOfAll(all, (one) => one.partition);
      const pick = (count: number): number => (picks.next().value as number) % count;
      expect(run(shuffled(partitions, pick))).toEqual(run(partitions.flat()));
    }),
    { numRuns: 100 },
  );
});

test("how a producer spreads its readings over partitions changes nothing", () => {
  fc.assert(
    fc.property(distinct, (all) => {
      const spread = run(framesOfAll(all, (one) => one.partition).flat());
      const together = run(framesOfAll(all, () => 0).flat());
      expect(spread).toEqual(together);
    }),
    { numRuns: 100 },
  );
});

test("sending everything to two partitions changes nothing but the count of duplicates", () => {
  fc.assert(
    fc.property(distinct, (all) => {
      const once = run(framesOfAll(all, () => 0).flat());
      const twice = framesOfAll(all, () => 0).map((frames, at, partitions) =>
        at % 3 === 1
          ? (partitions[at - 1] as readonly Frame[]).map((frame) => ({ ...frame, partition: 1 }))
          : frames,
      );
      const found = run(twice.flat());
      expect(found.map((window) => ({ ...window, duplicates: 0 }))).toEqual(once);
      expect(found.reduce((sum, window) => sum + window.duplicates, 0)).toBe(all.length);
    }),
    { numRuns: 60 },
  );
});

test("windows come in order and without gaps, and observations in the order of their series", () => {
  fc.assert(
    fc.property(distinct, (all) => {
      const assembly = worldAssembly({ windowMs, newcomerWaitMs: 2 * windowMs });
      const found = run(
        shuffled(
          framesOfAll(all, (one) => one.partition),
          () => 0,
        ).toSorted(byWindow),
        assembly,
      );
      expect(found.map((window) => window.windowStart)).toEqual(found.map((_, at) => at * windowMs));
      for (const { observations } of found) {
        const order = observations.map(({ series }) => series);
        expect(order).toEqual(order.toSorted((one, other) => one - other));
      }
      expect(assembly.series.map(({ index }) => index)).toEqual(assembly.series.map((_, at) => at));
      expect(assembly.series.every(({ signal }) => signals.includes(signal))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

function byWindow(one: Frame, other: Frame): number {
  return one.windowStart - other.windowStart;
}

test("a run that is cut anywhere and goes on from its snapshot is the undisturbed run", () => {
  fc.assert(
    fc.property(distinct, fc.nat(60), fc.nat(4), (all, cut, waitWindows) => {
      const config = { windowMs, newcomerWaitMs: waitWindows * windowMs };
      const frames = framesOfAll(all, (one) => one.partition)
        .flat()
        .toSorted(byWindow);
      const before = worldAssembly(config);
      const first = frames.slice(0, cut).flatMap((frame) => before.step(frame));
      const snapshot = JSON.parse(JSON.stringify(before.snapshot())) as ReturnType<typeof before.snapshot>;
      const after = worldAssembly(config, snapshot);
      const rest = run(frames.slice(cut), after);
      const undisturbed = worldAssembly(config);
      expect([...first, ...rest]).toEqual(run(frames, undisturbed));
      expect(after.series).toEqual(undisturbed.series);
    }),
    { numRuns: 100 },
  );
});
