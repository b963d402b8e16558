import { describe, expect, test } from "vitest";
import { isConfirmed, isolatedFailures, isolatedOnset } from "../../src/correlate/isolated.ts";
import { type EvidenceOf, evidenceOf, evidenceWindow as now } from "../support/evidence-of.ts";

const threshold = 12;
const minutes = (count: number, nats: number): readonly number[] => Array.from({ length: count }, () => nats);
/** Observed outside their band on the bad side, unless told otherwise. */
const outside = (series: EvidenceOf["series"]): EvidenceOf["series"] =>
  series.map((one) => ({
    observed: 9,
    upper: 8,
    lower: 10,
    ...(typeof one === "string" ? { entity: one } : one),
  }));
const failing = (series: EvidenceOf["series"], entities: EvidenceOf["entities"] = {}) =>
  isolatedFailures(evidenceOf({ series: outside(series), entities }), threshold);
/** The windows before now in which something speaks for a failure of chat by itself. */
const against: NonNullable<EvidenceOf["entities"]> = { chat: { windowEvidence: [1, 1] } };

describe("two signals that show it", () => {
  const both = (nats: number, count = 6) => [
    { entity: "chat", nats: minutes(count, nats) },
    { entity: "chat", signal: "latency" as const, nats: minutes(count, nats) },
  ];

  test("are enough after five minutes, when a blip is over, with the onset that they have", () => {
    expect(failing(both(6, 5))).toEqual([]);
    expect(failing(both(6))).toMatchObject([{ service: "chat", onsetWindow: now - 5 }]);
  });

  test("[15] are told from the threshold on: just above it, not just below", () => {
    const evidence = evidenceOf({ series: outside(both(6)) });
    const [{ logEvidence } = { logEvidence: Number.NaN }] = isolatedFailures(evidence, threshold);
    expect(isolatedFailures(evidence, logEvidence - 1e-6)).toHaveLength(1);
    expect(isolatedFailures(evidence, logEvidence + 1e-6)).toEqual([]);
  });

  test("[15] are not below the threshold, though both show", () => {
    expect(failing(both(0.9))).toEqual([]);
  });
});

describe("a failure beyond what a blip does", () => {
  test("is told after a minute: a fifth of what was asked for fails", () => {
    const share = (observed: number, count: number) => [
      { entity: "chat", nats: minutes(count, 9), observed, exposure: 100, upper: 5, expected: 1, ready: 1 },
    ];
    expect(failing(share(20, 2), against)).toMatchObject([{ service: "chat", onsetWindow: now - 1 }]);
    expect(failing(share(20, 1), against)).toEqual([]);
    expect(failing(share(19, 2), against)).toEqual([]);
  });

  test("so is silence after three", () => {
    const silent = (windows: number) =>
      failing(["chat"], {
        chat: { ...against["chat"], heartbeat: minutes(windows, 6), missing: 1, lastSeen: now - 1 - windows },
      });
    expect(silent(2)).toEqual([]);
    expect(silent(3)).toHaveLength(1);
  });
});

describe("what comes after a blip", () => {
  const afterBlip = (...nats: readonly number[]) =>
    failing([{ entity: "chat", nats: [...minutes(5, 6), ...minutes(3, 0), ...nats] }], against);

  test("must show by itself that it fails: a chance minute or two after a deploy tell of none", () => {
    expect(afterBlip(0.5, 0.5)).toEqual([]);
    expect(afterBlip(4, 4)).toMatchObject([{ service: "chat", onsetWindow: now - 9 }]);
  });
});

describe("one signal alone", () => {
  const errors = (count: number) => [{ entity: "chat", nats: minutes(count, 4) }];

  test("must have lasted for seven minutes", () => {
    expect(failing(errors(7), against)).toEqual([]);
    expect(failing(errors(8), against)).toMatchObject([{ service: "chat", onsetWindow: now - 7 }]);
  });

  test("is not helped by reports: they show nothing and add nothing", () => {
    const reports = { entity: "chat", signal: "reports" as const, nats: minutes(5, 9) };
    expect(failing([...errors(5), reports], against)).toEqual([]);
    expect(failing([reports], against)).toEqual([]);
  });

  test("counts by what adds up slowly too, for longer than starts are kept, less ln of the signals looked at", () => {
    const slow = (nats: number) => ({
      chat: { windowEvidence: [1, 1] as const, signalCusum: { errors: nats } },
    });
    expect(failing([{ entity: "chat", nats: minutes(21, 0.4) }], slow(threshold))).toEqual([]);
    const [failure] = failing([{ entity: "chat", nats: minutes(21, 0.4) }], slow(20));
    expect(failure?.logEvidence).toBeCloseTo(20 - Math.log(6), 12);
  });
});

describe("what is over is not raised", () => {
  const over = [...minutes(9, 4), 0.2];
  const last = (...nats: readonly number[]) => [{ entity: "chat", nats: [...minutes(9, 4), ...nats] }];

  test.each<[string, readonly number[], readonly [number, number], number]>([
    ["both windows against it", [-1, -1], [1, 1], 1],
    ["the one at hand for it", [-1, -1], [-0.1, 9], 0],
    ["the one before for it", [-1, -1], [9, -0.1], 0],
    ["a signal against it in both, whatever the others say", [1, 1], [-0.1, -0.1], 1],
    ["a signal against it in the one at hand alone", [-1, 1], [-0.1, -0.1], 0],
    ["a signal against it when it was last observed, and now", [1, 0, 0, 1], [-0.1, -0.1], 1],
    ["a signal against it then, but not now", [1, 0, 0], [-0.1, -0.1], 0],
  ])("each of the last two windows must speak against it: %s", (_title, nats, windowEvidence, found) => {
    const slow = { chat: { windowEvidence, signalCusum: { errors: 40 } } };
    expect(failing(last(...nats), slow)).toHaveLength(found);
  });

  test.each<[string, Partial<Exclude<EvidenceOf["series"][number], string>>, number]>([
    ["errors above their band", { observed: 8.1 }, 1],
    ["errors within", { observed: 8 }, 0],
    ["errors below", { observed: 0, lower: 2 }, 0],
    ["traffic below its band", { signal: "traffic", observed: 1, lower: 2 }, 1],
    ["no traffic where the band begins at none", { signal: "traffic", observed: 0, lower: 0 }, 1],
    ["traffic above", { signal: "traffic", observed: 99, lower: 2 }, 0],
    ["what was observed before", { observedWindow: now - 1 }, 0],
    ["what warms up", { ready: 0 }, 0],
    ["what carries no information", { measure: null }, 0],
  ])("the observed value must lie outside its band on the bad side: %s", (_title, change, found) => {
    expect(failing([{ entity: "chat", nats: minutes(9, 4), ...change }], against)).toHaveLength(found);
  });

  test("or be missing", () => {
    const silent = { entity: "chat", nats: over, observedWindow: now - 1 };
    expect(failing([silent], { chat: { windowEvidence: [1, 1], missing: 1 } })).toHaveLength(1);
  });

  test("two signals that showed it are over like one", () => {
    const shown = ["errors", "latency"].map((signal) => ({
      entity: "chat",
      signal: signal as "errors" | "latency",
      nats: [...minutes(5, 8), -0.5, -0.5],
    }));
    expect(failing(shown, { chat: { windowEvidence: [-1, -1] } })).toEqual([]);
  });
});

describe("since when", () => {
  const long = [{ entity: "chat", nats: minutes(21, 2) }];

  test("since it is held, where it has failed for longer than starts are kept", () => {
    expect(failing(long, { chat: { ...against["chat"], heldSince: now - 300 } })).toMatchObject([
      { onsetWindow: now - 300 },
    ]);
  });

  test("not since it is held where the evidence began after that", () => {
    const series = [{ entity: "chat", nats: [...minutes(9, -1), ...minutes(12, 4)] }];
    expect(failing(series, { chat: { ...against["chat"], heldSince: now - 300 } })).toMatchObject([
      { onsetWindow: now - 11 },
    ]);
  });

  test("since the first of its entities", () => {
    const series = [
      { entity: "chat/media", nats: minutes(8, 4) },
      { entity: "chat/login", nats: minutes(11, 5) },
    ];
    const entities = { "chat/media": against["chat"]!, "chat/login": against["chat"]! };
    const failures = failing(series, entities);
    expect(failures).toMatchObject([{ service: "chat", onsetWindow: now - 10 }]);
    expect(failures[0]?.logEvidence).toBeGreaterThan(40);
  });
});

test("services stand in order of first appearance, whichever of their entities fails", () => {
  const show = (entity: string) => [
    { entity, nats: minutes(6, 8) },
    { entity, signal: "traffic" as const, nats: minutes(6, 8) },
  ];
  const names = failing(["shop", ...show("mail/web"), ...show("shop/pay")]).map(({ service }) => service);
  expect(names).toEqual(["shop", "mail"]);
});

test("asked again, a service fails since the same window, at any threshold that its evidence exceeds", () => {
  const evidence = evidenceOf({ series: [{ entity: "chat", nats: minutes(6, 4) }, "mail"] });
  expect(isolatedOnset(evidence, 0, threshold)).toBe(now - 5);
  expect(isolatedOnset(evidence, 0, 40)).toBeNull();
  expect(isolatedOnset(evidence, 1, threshold)).toBeNull();
});

describe("whether a service shows by itself that it fails", () => {
  const confirmed = (series: EvidenceOf["series"], chat: NonNullable<EvidenceOf["entities"]>[string]) =>
    isConfirmed(evidenceOf({ series, entities: { chat } }), 0);
  const errors = (count: number, nats = 4) => ({ entity: "chat", nats: minutes(count, nats) });
  /** So few nats a minute that after eight minutes what came after a blip does not say it by itself. */
  const few = 1.52;
  const latency = { entity: "chat", signal: "latency" as const, nats: minutes(2, 4) };

  test("two signals do at once, one after seven minutes, whatever they add up to", () => {
    const { chat } = against;
    expect(confirmed([errors(2), latency], chat!)).toBe(true);
    expect(confirmed([errors(7, few)], chat!)).toBe(false);
    expect(confirmed([errors(8, few)], chat!)).toBe(true);
  });

  test("neither does where one of the last two windows did not speak for it", () => {
    for (const windowEvidence of [[-0.1, 3] as const, [3, 0] as const]) {
      expect(confirmed([errors(8, few)], { windowEvidence })).toBe(false);
      expect(confirmed([errors(2), latency], { windowEvidence })).toBe(false);
    }
  });

  test("what goes on after the time of a blip does, whatever the last two windows say by themselves", () => {
    const mild = { entity: "chat", nats: [...minutes(11, 1), -0.5, 0.8, -0.5] };
    expect(confirmed([mild], { windowEvidence: [-0.5, 0.8] })).toBe(true);
    const blip = { entity: "chat", nats: [...minutes(4, 8), 0.5, -0.3, 0.6, -0.2] };
    expect(confirmed([blip], { windowEvidence: [-0.2, 0.6] })).toBe(false);
    const over = { entity: "chat", nats: [...minutes(11, 3), ...minutes(5, -1)] };
    expect(confirmed([over], { windowEvidence: [-1, -1] })).toBe(false);
  });

  test("one signal beyond what a blip does does after a minute: a fifth that fails, or a tenth of the traffic left", () => {
    const chat = against["chat"]!;
    const failing = (observed: number, { windows = 2, exposure = 100 } = {}) =>
      confirmed([{ ...errors(windows), observed, exposure, expected: 1, ready: 1 }], chat);
    expect([failing(19), failing(20)]).toEqual([false, true]);
    expect(failing(20, { windows: 1 })).toBe(false);
    expect([failing(9, { exposure: 9 }), failing(10, { exposure: 10 })]).toEqual([false, true]);
    const left = (observed: number, expected: number) =>
      confirmed(
        [
          {
            entity: "chat",
            signal: "traffic",
            nats: minutes(3, 4),
            observed,
            expected,
            exposure: 1,
            ready: 1,
            measure: "count",
          },
        ],
        chat,
      );
    expect([left(11, 100), left(10, 100), left(0, 9)]).toEqual([false, true, false]);
  });

  test("silence does after three minutes of what was due", () => {
    const silentFor = (windows: number, gapMean = 1) =>
      confirmed(["chat"], { ...against["chat"], lastSeen: now - gapMean - windows, gapMean });
    expect([silentFor(2), silentFor(3)]).toEqual([false, true]);
    expect([silentFor(2, 5), silentFor(3, 5)]).toEqual([false, true]);
  });
});
