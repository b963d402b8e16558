import fc from "fast-check";
import { expect, test } from "vitest";
import { worldAssembly } from "../../src/world/world-assembly.ts";
import type { WorldSeries, WorldWindow } from "../../src/world/world-window.ts";
import type { Delivery } from "../../src/pipeline/delivery.ts";
import { intake } from "../../src/pipeline/intake.ts";
import { arbitraryLogs, byArrival, interleaved } from "../support/arbitrary-logs.ts";
import { clockReachMs } from "../../src/window/partition-clock.ts";
import { expectedIntake, windowMs } from "../support/intake-oracle.ts";
import { intakeConfig } from "../support/run-intake.ts";

interface World {
  readonly windows: readonly WorldWindow[];
  readonly series: readonly WorldSeries[];
  readonly awaited: number;
}

/** From messages to windows of the world, each frame assembled as soon as it is made. */
function worldOf(deliveries: readonly Delivery[], partitionIdleMs: number): World {
  const running = intake({ ...intakeConfig, partitionIdleMs });
  const assembly = worldAssembly({ windowMs, newcomerWaitMs: partitionIdleMs });
  const windows: WorldWindow[] = [];
  for (const delivery of deliveries) {
    for (const frame of running.step(delivery).frames) windows.push(...assembly.step(frame));
  }
  for (const frame of running.end().frames) windows.push(...assembly.step(frame));
  windows.push(...assembly.end());
  return { windows, series: assembly.series, awaited: assembly.awaited().length };
}

for (const boundMs of [60_000, 600_000, 3_600_000]) {
  test(`no order of the partitions within ${boundMs / 60_000} min changes a window of the world`, () => {
    fc.assert(
      fc.property(arbitraryLogs, fc.infiniteStream(fc.nat(1000)), (logs, picks) => {
        const choose = (count: number): number => (picks.next().value as number) % Math.max(count, 1);
        const partitionIdleMs = boundMs + clockReachMs;
        const sorted = worldOf(byArrival(logs), partitionIdleMs);
        const shuffled = worldOf(interleaved(logs, boundMs, choose), partitionIdleMs);
        expect(shuffled).toEqual(sorted);
      }),
      { numRuns: 120 },
    );
  });
}

test("at the end of the input every window that ended by then has been given", () => {
  fc.assert(
    fc.property(arbitraryLogs, (logs) => {
      const { windows, awaited } = worldOf(byArrival(logs), 600_000);
      const last = (Math.floor(expectedIntake(logs).endMs / windowMs) - 1) * windowMs;
      expect(windows.map((window) => window.windowStart)).toEqual(
        windows.map((_, at) => last - (windows.length - 1 - at) * windowMs),
      );
      expect(awaited).toBe(0);
    }),
    { numRuns: 60 },
  );
});
