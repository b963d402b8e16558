import fc from "fast-check";
import { expect, test } from "vitest";
import { readingsOf } from "../../src/window/frame-readings.ts";
import type { Frame } from "../../src/window/frame.ts";
import { clockReachMs } from "../../src/window/partition-clock.ts";
import { intake } from "../../src/pipeline/intake.ts";
import { arbitraryLogs, byArrival, interleaved } from "../support/arbitrary-logs.ts";
import { expectedIntake } from "../support/intake-oracle.ts";
import { framesByPartition, intakeConfig, runIntake } from "../support/run-intake.ts";

/** What a frame says, without how its window came to be closed. */
function emitted({ watermark: _watermark, closedBy: _closedBy, ...rest }: Frame): unknown {
  return rest;
}

function saidByPartition(frames: readonly Frame[]): unknown {
  const partitions = Object.entries(framesByPartition(frames));
  return partitions.map(([place, ofPlace]) => [place, ofPlace.map(emitted)]);
}

test("the frames are those of the batch oracle, which sees the whole log at once", () => {
  fc.assert(
    fc.property(arbitraryLogs, (logs) => {
      const frames = framesByPartition(runIntake(byArrival(logs)).frames);
      const expected = expectedIntake(logs);
      for (const [at, log] of logs.entries()) {
        const place = `${log[0]?.topic}/${log[0]?.partition}`;
        const found = (frames[place] ?? []).map((frame) => ({
          windowStart: frame.windowStart,
          rows: readingsOf(frame).map((reading, row) => ({ offset: frame.columns.offset[row], reading })),
          duplicate: frame.counts.duplicate,
          conflict: frame.counts.conflict,
        }));
        expect(found).toEqual(expected.windows[at]);
      }
    }),
    { numRuns: 150 },
  );
});

test("every reading is accepted, refused with a reason, or left in an unfinished window", () => {
  fc.assert(
    fc.property(arbitraryLogs, (logs) => {
      const run = runIntake(byArrival(logs));
      const accepted = run.frames.reduce((sum, frame) => sum + frame.counts.accepted, 0);
      const rows = run.frames.reduce((sum, frame) => sum + frame.columns.service.length, 0);
      const readings = logs.flat().filter((one) => one.content.kind === "reading").length;
      const count = (code: string): number => run.refusals.filter((one) => one.code === code).length;
      const expected = expectedIntake(logs);
      expect(rows).toBe(accepted);
      expect(accepted + run.refusals.filter(({ reading }) => reading !== null).length + run.unfinished).toBe(
        readings,
      );
      expect(count("late")).toBe(expected.late);
      expect(count("clock-not-believed")).toBe(expected.doubted);
    }),
    { numRuns: 150 },
  );
});

/** How far lines of different partitions may stand out of order without any effect. */
const boundOf = (partitionIdleMs: number): number => partitionIdleMs - clockReachMs;

test("how partitions interleave, within the idle bound, changes no frame", () => {
  fc.assert(
    fc.property(arbitraryLogs, fc.infiniteStream(fc.nat(1000)), (logs, picks) => {
      const choose = (count: number): number => (picks.next().value as number) % Math.max(count, 1);
      const sorted = runIntake(byArrival(logs));
      const shuffled = runIntake(interleaved(logs, boundOf(intakeConfig.partitionIdleMs), choose));
      expect(saidByPartition(shuffled.frames)).toEqual(saidByPartition(sorted.frames));
      expect(shuffled.unfinished).toBe(sorted.unfinished);
    }),
    { numRuns: 150 },
  );
});

test("within a small idle bound too, where partitions are moved on by the others all the time", () => {
  const config = { ...intakeConfig, partitionIdleMs: clockReachMs + 60_000 };
  fc.assert(
    fc.property(arbitraryLogs, fc.infiniteStream(fc.nat(1000)), (logs, picks) => {
      const choose = (count: number): number => (picks.next().value as number) % Math.max(count, 1);
      const sorted = runIntake(byArrival(logs), intake(config));
      const shuffled = runIntake(interleaved(logs, boundOf(config.partitionIdleMs), choose), intake(config));
      expect(saidByPartition(shuffled.frames)).toEqual(saidByPartition(sorted.frames));
    }),
    { numRuns: 150 },
  );
});

test("while no partition is silent for the idle bound, even watermarks and what closed a window are the same", () => {
  fc.assert(
    fc.property(arbitraryLogs, fc.infiniteStream(fc.nat(1000)), (logs, picks) => {
      const choose = (count: number): number => (picks.next().value as number) % Math.max(count, 1);
      const config = { ...intakeConfig, partitionIdleMs: 1e9 };
      const sorted = runIntake(byArrival(logs), intake(config));
      const shuffled = runIntake(interleaved(logs, 3_600_000, choose), intake(config));
      expect(framesByPartition(shuffled.frames)).toEqual(framesByPartition(sorted.frames));
    }),
    { numRuns: 100 },
  );
});

test("a run that is cut anywhere and goes on from its snapshot is the undisturbed run", () => {
  fc.assert(
    fc.property(arbitraryLogs, fc.nat(200), (logs, cutAt) => {
      const deliveries = byArrival(logs);
      const cut = Math.min(cutAt, deliveries.length);
      const before = intake(intakeConfig);
      const first = deliveries.slice(0, cut).map((delivery) => before.step(delivery));
      const snapshot = JSON.parse(JSON.stringify(before.snapshot())) as ReturnType<typeof before.snapshot>;
      const rest = runIntake(deliveries.slice(cut), intake(intakeConfig, snapshot));
      const whole = runIntake(deliveries);
      expect([...first.flatMap(({ frames }) => frames), ...rest.frames]).toEqual(whole.frames);
      expect(rest.unfinished).toBe(whole.unfinished);
    }),
    { numRuns: 150 },
  );
});

test("a snapshot does not change when the intake goes on", () => {
  fc.assert(
    fc.property(arbitraryLogs, (logs) => {
      const deliveries = byArrival(logs);
      const running = intake(intakeConfig);
      for (const delivery of deliveries.slice(0, deliveries.length / 2)) running.step(delivery);
      const snapshot = running.snapshot();
      const then = JSON.stringify(snapshot);
      for (const delivery of deliveries.slice(deliveries.length / 2)) running.step(delivery);
      expect(JSON.stringify(snapshot)).toBe(then);
    }),
    { numRuns: 50 },
  );
});
