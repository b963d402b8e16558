import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AlertEvent } from "../../../contracts/src/alert.ts";
import { EvidenceFrame } from "../../../contracts/src/evidence.ts";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import { brokenInvariants, ledger } from "../support/alert-invariants.ts";
import { type Delay, delayed, randomDelays } from "../support/late-world.ts";
import { randomWorld, warmUpWindows } from "../support/random-world.ts";
import { heldBack, type QuietLedger, resolvedTooSoon } from "../support/resolution-oracle.ts";
import { configOf, run, type Emitted, windowAt } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";

const windows = 180;
const seeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Walks through a random world and returns every broken invariant, together with what was emitted. */
function walk(
  seed: number,
  delays: readonly Delay[] = [],
): { readonly broken: readonly string[]; readonly emitted: readonly Emitted[] } {
  const world = randomWorld(seed, windows);
  const detection = windowDetection(configOf(world.components));
  const book = ledger();
  const quiet: QuietLedger = new Map();
  const emitted: Emitted[] = [];
  const broken = delayed(worldWindows(world), delays).flatMap((input, window) => {
    const { alerts } = detection.step(input);
    emitted.push(...alerts.map((alert) => ({ window, alert })));
    const isOpen = [...book.incidents.values()].some(({ last }) => last.data.status === "open");
    const breaks = brokenInvariants(book, window, alerts);
    return isOpen && input.observations.length > 0
      ? [...breaks, ...heldBack(quiet, detection.snapshot())]
      : breaks;
  });
  return { broken: [...broken, ...resolvedTooSoon(emitted, windowAt)], emitted };
}

describe("generated worlds of six to ten services with outages, silences, pile-ons and recoveries", () => {
  const walks = new Map(seeds(24).map((seed) => [seed, () => walk(seed)]));
  const all: Emitted[] = [];

  test.each([...walks.keys()])("world %d keeps every invariant in every window", (seed) => {
    const { broken, emitted } = walks.get(seed)!();
    all.push(...emitted);
    expect(broken).toEqual([]);
  });

  test("and between them they open, widen, revise, resolve and retract incidents of every scope", () => {
    const kinds = new Set(
      all.map(({ alert }) => `${alert.data.scope} ${alert.data.status} ${alert.data.reason}`),
    );
    for (const scope of ["isolated", "simultaneous", "reports-only", "source", "blind"]) {
      expect(
        [...kinds].filter((kind) => kind.startsWith(`${scope} open evidence-crossed-threshold`)),
      ).toHaveLength(1);
      expect([...kinds].filter((kind) => kind.startsWith(`${scope} resolved`))).toHaveLength(1);
    }
    expect(kinds).toContain("simultaneous open scope-widened");
    expect(kinds).toContain("isolated retracted superseded");
    for (const { alert } of all) expect(AlertEvent.safeParse(alert).error).toBeUndefined();
  });
});

describe("generated worlds in which telemetry comes late besides, up to half an hour", () => {
  const all: Emitted[] = [];
  test.each(seeds(16))("world %d keeps every invariant in every window", (seed) => {
    const { broken, emitted } = walk(seed, randomDelays(seed, windows));
    all.push(...emitted);
    expect(broken).toEqual([]);
  });

  test("and between them incidents are revised and retracted because of it", () => {
    const late = all.filter(({ alert }) => alert.data.reason === "late-data");
    expect(new Set(late.map(({ alert }) => alert.data.status))).toEqual(new Set(["open", "retracted"]));
    for (const { alert } of late) expect(AlertEvent.safeParse(alert).error).toBeUndefined();
  });
});

test("evidence frames of generated worlds keep their contract, blind windows included", () => {
  for (const seed of seeds(4)) {
    const world = randomWorld(seed, windows);
    const detection = windowDetection({ ...configOf(world.components), withEvidence: true });
    worldWindows(world).forEach((input, window) => {
      const frame = detection.step(input).evidence;
      if (window % 7 !== 0 && input.observations.some(({ value }) => value > 0)) return;
      expect(EvidenceFrame.safeParse(frame).error).toBeUndefined();
      expect(new Set(Object.values(frame!.series).map((column) => column.length)).size).toBe(1);
    });
  }
});

test("[10] the same input gives the same bytes, whatever ran before in the process and whether evidence frames are made", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 9999 }), (seed) => {
      const world = randomWorld(seed, warmUpWindows + 60);
      const inputs = worldWindows(world);
      const config = configOf(world.components);
      const plain = run(config, inputs).emitted;
      const curious = run({ ...config, withEvidence: true }, inputs).emitted;
      expect(JSON.stringify(curious)).toBe(JSON.stringify(plain));
    }),
    { numRuns: 5 },
  );
});

test("[12] in a blind window nothing but blindness is emitted, and no evidence is given of any series", () => {
  for (const seed of seeds(5)) {
    const world = randomWorld(seed, windows);
    const detection = windowDetection({ ...configOf(world.components), withEvidence: true });
    worldWindows(world).forEach((input, window) => {
      const { alerts, evidence } = detection.step(input);
      if (input.observations.some(({ value }) => value > 0) || window < warmUpWindows) return;
      expect(alerts.filter(({ data }) => data.scope !== "blind")).toEqual([]);
      expect(evidence!.series.evidenceNats.filter((nats) => nats !== null)).toEqual([]);
    });
  }
});

test("[17] no world says anything in its first hour", () => {
  for (const seed of seeds(12)) {
    const world = randomWorld(seed, windows);
    const early = (world.disturbances ?? []).map((one) => ({ ...one, from: one.from % 50, to: 60 }));
    const inputs = worldWindows({ ...world, windows: 60, disturbances: early });
    expect(run(configOf(world.components), inputs).emitted).toEqual([]);
  }
});
