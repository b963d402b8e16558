import { describe, expect, test } from "vitest";
import { health } from "../../src/observe/index.ts";

function clocked(): { readonly well: ReturnType<typeof health>; readonly at: (ms: number) => void } {
  let nowMs = 0;
  return {
    well: health(() => nowMs),
    at: (ms) => {
      nowMs = ms;
    },
  };
}

describe("alive", () => {
  test("is a process in which nobody owes progress yet", () => {
    expect(clocked().well.alive()).toEqual({ ok: true, checks: [] });
  });

  test("means progress within the deadline, of every worker, and not that the process runs", () => {
    const { well, at } = clocked();
    well.watch("intake", 10_000);
    well.watch("detector", 30_000);
    at(10_000);
    expect(well.alive().ok).toBe(true);
    at(10_001);
    expect(well.alive()).toEqual({
      ok: false,
      checks: [
        {
          name: "intake",
          ok: false,
          reason: "no progress for 10 s; at least every 10 s was promised",
        },
        { name: "detector", ok: true, reason: null },
      ],
    });
    well.progress("intake");
    expect(well.alive().ok).toBe(true);
  });

  test("is not lost by a worker that has stopped on purpose, and late progress of it is harmless", () => {
    const { well, at } = clocked();
    well.watch("intake", 1000);
    well.unwatch("intake");
    well.unwatch("nobody");
    at(5000);
    well.progress("intake");
    expect(well.alive()).toEqual({ ok: true, checks: [] });
  });

  test("cannot be claimed for a worker that nobody watches", () => {
    expect(() => clocked().well.progress("intak")).toThrow("intak makes progress but is not watched");
  });
});

describe("ready", () => {
  test("is nobody who has not said so", () => {
    expect(clocked().well.readiness()).toMatchObject({ ok: false, checks: [{ name: "start" }] });
  });

  test("means that every condition holds; one that does not says why", () => {
    const { well } = clocked();
    well.ready("intake.partitions", "no partitions yet");
    well.ready("influx", null);
    expect(well.readiness()).toEqual({
      ok: false,
      checks: [
        { name: "intake.partitions", ok: false, reason: "no partitions yet" },
        { name: "influx", ok: true, reason: null },
      ],
    });
    well.ready("intake.partitions", null);
    expect(well.readiness().ok).toBe(true);
    well.ready("influx", "503");
    expect(well.readiness().ok).toBe(false);
  });

  test("says beside a condition what there is to know of it, and that makes nobody less ready", () => {
    const { well } = clocked();
    well.note("detector", "8 of 8 services warm up");
    well.ready("detector", null);
    well.ready("influx", null);
    expect(well.readiness()).toEqual({
      ok: true,
      checks: [
        { name: "detector", ok: true, reason: null, note: "8 of 8 services warm up" },
        { name: "influx", ok: true, reason: null },
      ],
    });
    well.note("detector", null);
    expect(well.readiness().checks[0]).toEqual({ name: "detector", ok: true, reason: null });
  });
});
