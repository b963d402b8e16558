import { describe, expect, test } from "vitest";
import { adoptedSnapshot } from "../../src/pipeline/snapshot-changes.ts";
import { windowDetection, type WindowDetection } from "../../src/pipeline/window-detection.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import { configOf } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { faultAt, hard, lastWords, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

/** Paths of numbers in a value that are not finite; there must be none in what is emitted. */
function notFinite(value: unknown, path = ""): readonly string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => notFinite(part, `${path}/${key}`));
}

/** Steps through windows and gives what was emitted; nothing in it may be other than finite. */
function through(detection: WindowDetection, windows: readonly WorldWindow[]) {
  return windows.flatMap((window, at) => {
    const { alerts, evidence } = detection.step(window);
    expect(notFinite({ alerts, evidence })).toEqual([]);
    return alerts.map((alert) => ({ window: at, alert }));
  });
}

const withEvidence = (components: Parameters<typeof configOf>[0] = usualComponents) => ({
  ...configOf(components),
  withEvidence: true,
});

test("a check for numbers that are not finite finds them", () => {
  expect(notFinite({ a: [1, Number.NaN], b: { c: Number.POSITIVE_INFINITY }, d: null })).toEqual([
    "/a/1",
    "/b/c",
  ]);
});

describe("witnesses that contradict each other", () => {
  const ofSource = (source: string) =>
    tenNames.map((name) => {
      const { reports: _, ...telemetry } = usualService(name);
      return { ...telemetry, source };
    });
  const services = [...ofSource("east"), ...ofSource("west")];
  const world = { seed: 1, services, windows: faultAt + 40 };
  const at = { from: faultAt, to: faultAt + 20 };

  test.each([
    ["one sees everything fail and the other nothing", { errorShare: 1, undeliveredShare: 1 }],
    ["one sees no traffic and the other all of it", { traffic: 0 }],
    ["one sees a million times the latency", { latency: 1e6 }],
  ])("%s: what is said is finite, and it is over when they agree again", (_title, fault) => {
    const disturbances = [{ services: tenNames.slice(0, 4), source: "east", ...at, ...fault }];
    const emitted = through(windowDetection(withEvidence()), worldWindows({ ...world, disturbances }));
    for (const { status } of lastWords(emitted)) expect(status).not.toBe("open");
  });
});

describe("a topology that changes while an incident is open", () => {
  const world = {
    seed: 1,
    services: tenNames.map(usualService),
    windows: faultAt + 60,
    disturbances: [
      { services: tenNames.slice(0, 5), from: faultAt, to: faultAt + 30, ...hard },
      { services: ["gnu"], from: faultAt + 15, to: faultAt + 30, ...hard },
    ],
  };
  const windows = worldWindows(world);
  const changeAt = faultAt + 10;

  test.each<[string, Parameters<typeof configOf>[0]]>([
    ["its component has other members", { ...usualComponents, core: ["ant", "jay"] }],
    ["its component is gone", { rest: usualComponents.rest }],
    ["nothing is declared any more", null],
    ["a component names what was never seen", { core: ["nobody"], rest: usualComponents.rest }],
  ])("%s: it goes on under its id, with its members, and ends when they recover", (_title, components) => {
    const first = windowDetection(withEvidence());
    const before = through(first, windows.slice(0, changeAt));
    const config = { ...withEvidence(components), configHash: "1".repeat(64) };
    const whole = { windows: first.snapshot(), world: {} } as Parameters<typeof adoptedSnapshot>[0];
    const adopted = adoptedSnapshot(whole, config.configHash).windows;
    const after = through(windowDetection(config, adopted), windows.slice(changeAt));
    const [shared] = lastWords([...before, ...after]);
    expect([shared?.incident, shared?.scope, shared?.status]).toEqual([
      before[0]?.alert.data.incident,
      "simultaneous",
      "resolved",
    ]);
    const members = shared?.services.filter(({ role }) => role === "member").map(({ service }) => service);
    expect(members).toEqual(expect.arrayContaining(tenNames.slice(0, 5)));
    for (const { status } of lastWords([...before, ...after])) expect(status).toBe("resolved");
  });
});

test.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN])(
  "a budget of %d false alarms is refused",
  (budget) => {
    expect(() => windowDetection({ ...withEvidence(), falseAlarmsPer90Days: budget })).toThrow(RangeError);
  },
);

test.each([1e-9, 1e9])(
  "whatever is said with a budget of %d false alarms is finite",
  (falseAlarmsPer90Days) => {
    const windows = worldWindows({
      seed: 1,
      services: tenNames.map(usualService),
      windows: faultAt + 20,
      disturbances: [{ services: tenNames.slice(0, 4), from: faultAt, to: faultAt + 20, ...hard }],
    });
    const emitted = through(windowDetection({ ...withEvidence(), falseAlarmsPer90Days }), windows);
    expect(emitted).not.toEqual([]);
  },
);
