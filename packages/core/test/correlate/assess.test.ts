import { describe, expect, test } from "vitest";
import { assess } from "../../src/correlate/assess.ts";
import type { Assessment } from "../../src/correlate/index.ts";
import { type EvidenceOf, evidenceOf, evidenceWindow as now } from "../support/evidence-of.ts";

/** What is said of chat, of which these series are. */
const chatOf = (series: EvidenceOf["series"], chat: NonNullable<EvidenceOf["entities"]>[string] = {}) =>
  saidOf(assess(evidenceOf({ series, entities: { chat } }), ["chat"], 10));
/** Whether what is said of chat speaks for a failure. */
function saidOf({ services }: Assessment) {
  const { failureNats, complaintNats, cadenceWindows } = services.get("chat")!;
  const isOver = (nats: number | null) => (nats === null ? null : nats > 0);
  return { isFailing: isOver(failureNats), isComplainedAbout: isOver(complaintNats), cadenceWindows };
}
const errors = (...nats: readonly number[]) => [{ entity: "chat", nats }];

describe("whether a service still fails", () => {
  test.each<[string, readonly number[], boolean]>([
    ["evidence of this minute alone is enough", [2], true],
    ["so is evidence of five minutes ago that nothing has spoken against", [2, 0, 0, 0, 0], true],
    ["that of eight minutes ago does not count any more", [2, 0, 0, 0, 0, 0, 0, 0], false],
    ["evidence against a failure is none for it", [-1, -1, -1, -1, -1], false],
    ["no evidence at all neither", [], false],
  ])("%s", (_title, nats, isFailing) => {
    expect(chatOf(errors(...nats)).isFailing).toBe(isFailing);
  });

  test("that its telemetry comes is no sign of recovery", () => {
    const comes = { heartbeat: [-6, -6, -6, -6, -6] };
    expect(chatOf(errors(0.1, 0.1, 0.1, 0.1, 0.1), comes).isFailing).toBe(true);
  });

  test("that it does not come is a sign of failure", () => {
    expect(chatOf(errors(), { heartbeat: [6, 6] }).isFailing).toBe(true);
  });

  test("a stray failure that one of several sources saw is none", () => {
    const seen = (source: string, ...nats: readonly number[]) => ({ entity: "chat", source, nats });
    const passed = [-0.7, -0.7, -0.7, -0.7, -0.7];
    expect(chatOf([seen("east", -0.7, 4, -0.7, -0.7), seen("west", ...passed)]).isFailing).toBe(false);
    expect(chatOf([seen("east", 4, 1, 1, 1, 1), seen("west", ...passed)]).isFailing).toBe(true);
    expect(chatOf([seen("east", -0.7, 4, -0.7, -0.7)]).isFailing).toBe(true);
  });

  test("reports are none, but say that people still complain", () => {
    const answer = chatOf([{ entity: "chat", signal: "reports", nats: [4, 4] }]);
    expect(answer).toMatchObject({ isFailing: false, isComplainedAbout: true });
    expect(chatOf(errors()).isComplainedAbout).toBe(false);
  });

  test("reports that come every quarter of an hour speak until the next ones come", () => {
    const reported = (...nats: readonly number[]) => {
      const age = nats.length - 1 - nats.findLastIndex((one) => one !== 0);
      const reports = { entity: "chat", signal: "reports" as const, nats, observedWindow: now - age };
      return chatOf([reports]).isComplainedAbout;
    };
    const quiet = (windows: number): readonly number[] => Array.from({ length: windows }, () => 0);
    expect(reported(9, ...quiet(14))).toBe(true);
    expect(reported(9, ...quiet(14), -3)).toBe(false);
    expect(reported(9, ...quiet(14), -3, ...quiet(9))).toBe(false);
    expect(reported(9, ...quiet(16))).toBe(false);
  });

  test("where nothing came and nothing was due it cannot be said", () => {
    expect(chatOf(errors(9), { assessed: 0 }).isFailing).toBeNull();
  });

  test("[4] one that has been away for more than seven days fails no longer, assessed or not", () => {
    const away = (days: number, windows: number) => ({ lastSeen: now - days * 1440 - windows, assessed: 0 });
    expect(chatOf(errors(9), away(7, 0)).isFailing).toBeNull();
    expect(chatOf(errors(9), away(7, 1)).isFailing).toBe(false);
  });

  test("after a release it is held against the level before the incident", () => {
    const released = { referenceUntil: now + 100 };
    expect(chatOf(errors(9), { ...released, referenceEvidence: [1, -2, 0, 0, 1] }).isFailing).toBe(false);
    expect(chatOf(errors(-9), { ...released, referenceEvidence: [1, -2, 0, 0, 2] }).isFailing).toBe(true);
  });
});

describe("how far back a service is looked at", () => {
  const eightAgo = errors(4, 0, 0, 0, 0, 0, 0, 0, 0);

  test("twice its reporting interval, where that is longer than five minutes", () => {
    expect(chatOf(eightAgo, { gapMean: 2 }).isFailing).toBe(false);
    expect(chatOf(eightAgo, { gapMean: 4 }).isFailing).toBe(true);
  });

  test("no further than starts are kept", () => {
    const longAgo = errors(4, ...Array.from({ length: 20 }, () => 0));
    expect(chatOf(longAgo, { gapMean: 60 })).toMatchObject({ isFailing: true, cadenceWindows: 60 });
  });
});

describe("a service of several entities", () => {
  const series = [{ entity: "chat" }, { entity: "chat/media", nats: [5] }, { entity: "chat/login" }];
  const answer = (entities: NonNullable<EvidenceOf["entities"]>) =>
    saidOf(assess(evidenceOf({ series, entities }), ["chat"], 10));

  test("fails if one of them does", () => {
    expect(answer({}).isFailing).toBe(true);
    expect(answer({ chat: { assessed: 0 } }).isFailing).toBe(true);
  });

  test("does not fail if one can be judged and none fails", () => {
    expect(answer({ chat: { assessed: 0 }, "chat/media": { assessed: 0 } }).isFailing).toBe(false);
  });

  test("cannot be judged if none can", () => {
    const unknown = { assessed: 0 };
    const entities = { chat: unknown, "chat/media": unknown, "chat/login": unknown };
    expect(answer(entities).isFailing).toBeNull();
  });

  test("reports as often as the one of them that does so most often", () => {
    const entities = { chat: { gapMean: 5 }, "chat/media": { gapMean: 3.4 }, "chat/login": { gapMean: 12 } };
    expect(answer(entities).cadenceWindows).toBe(3);
  });
});

test("only those that are asked for are assessed, in that order", () => {
  const evidence = evidenceOf({ series: ["chat", "mail", "shop"] });
  expect([...assess(evidence, ["shop", "chat"], 10).services.keys()]).toEqual(["shop", "chat"]);
});

describe("sources at fault", () => {
  const series = [
    { entity: "chat", source: "east" },
    { entity: "mail", source: "east" },
    { entity: "mail", source: "west" },
  ];
  const faultyOf = (sources: NonNullable<EvidenceOf["sources"]>) =>
    assess(evidenceOf({ series, sources }), [], 10).faultySources;

  test("one of several entities that missed its turn is silent since the window after it was last seen", () => {
    expect(faultyOf({ east: { lastSeen: now - 3, logEvidence: 7 } })).toEqual([
      { name: "east", fault: "silent", sinceWindow: now - 2, logEvidence: 7 },
    ]);
  });

  test("one that sees failures which others do not is at fault while it does, over its own interval", () => {
    const failing = { faultSince: now - 6, faultEvidence: 20 };
    const told = [{ name: "east", fault: "failing", sinceWindow: now - 6, logEvidence: 20 }];
    expect(faultyOf({ east: { ...failing, faultActive: now } })).toEqual(told);
    expect(faultyOf({ east: { ...failing, faultActive: now - 1 } })).toEqual([]);
    expect(faultyOf({ east: { ...failing, faultActive: now - 4, faultCadence: 5 } })).toEqual(told);
    expect(faultyOf({ east: { faultActive: now } })).toEqual([]);
  });

  test("one that was seen in this window, or is not due yet, is not silent", () => {
    expect(faultyOf({ east: { lastSeen: now } })).toEqual([]);
    expect(faultyOf({ east: { lastSeen: now - 4, gapMean: 5 } })).toEqual([]);
    expect(faultyOf({ east: { lastSeen: now - 5, gapMean: 5 } })).toHaveLength(1);
  });

  test("one of a single entity says nothing of itself by its silence", () => {
    expect(faultyOf({ west: { lastSeen: now - 9 } })).toEqual([]);
  });

  test("one that was never seen at all is not silent", () => {
    expect(faultyOf({ east: { lastSeen: -1, sightings: 0 } })).toEqual([]);
  });

  test("a source must show the alarm's threshold and ln of the number of sources that could have", () => {
    const threshold = (evidence: EvidenceOf) => assess(evidenceOf(evidence), [], 10).sourceThreshold;
    expect(threshold({ series })).toBeCloseTo(10 + Math.log(2), 12);
    expect(threshold({ series: ["chat"] })).toBe(10);
  });
});

test("[12] whether the window is blind is passed on", () => {
  expect(assess(evidenceOf({ series: ["chat"], blind: true }), [], 10)).toMatchObject({
    blind: true,
    window: now,
  });
});
