import { describe, expect, test } from "vitest";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import { bytesOf, firstDifference } from "../support/cut-runs.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { delayed } from "../support/late-world.ts";
import { opened, run } from "../support/run-detection.ts";
import { knowing, sent } from "../support/sparse.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { tenNames } from "../support/usual-world.ts";

describe("a count of nothing", () => {
  const names = tenNames.slice(0, 4);
  const services = names.map((name) => ({ name, requests: 400, errorShare: 0.004 }));
  const zeroOfAnt = { missingOf: { ant: { "error-rate": "zero" as const } } };
  const quiet = (windows: number, disturbances: readonly Disturbance[] = []) =>
    worldWindows({ seed: 3, services, windows, disturbances });
  const silent = (from: number, to: number): Disturbance => ({ services: ["ant"], from, to, silent: true });

  test("is traffic that is gone, and no silence, where telemetry of a busy service stops", () => {
    const { emitted } = run(knowing(zeroOfAnt), quiet(220, [silent(150, 220)]));
    const signals = emitted[0]?.alert.data.services[0]?.signals.map(({ signal, observed }) => [
      signal,
      observed,
    ]);
    expect(signals).toContainEqual(["traffic", 0]);
    expect(signals?.map(([signal]) => signal)).not.toContain("heartbeat");
    expect(emitted.at(-1)?.alert.data.completeness).toBe(1);
  });

  test("is learned: who sends nothing at night as a rule is expected to send nothing", () => {
    const detection = windowDetection(knowing(zeroOfAnt));
    const nights = [0, 1, 2].map((day) => silent(day * 1440 + 60, day * 1440 + 540));
    const { emitted } = quiet(3 * 1440, nights).reduce(
      (before, window) => ({ emitted: [...before.emitted, ...detection.step(window).alerts] }),
      { emitted: [] as unknown[] },
    );
    const { profile } = detection.snapshot().model.tables.series.columns;
    const { series } = detection.snapshot().model;
    const traffic = series.find((one) => one.service === "ant" && one.signal === "traffic")!.index;
    const monday = 96;
    const hours = Array.from(profile!).slice(traffic * 168, (traffic + 1) * 168);
    expect(hours[monday + 24 + 4]).toBeLessThan(40);
    expect(hours[monday + 12]).toBeGreaterThan(200);
    expect(emitted.length).toBeLessThan(20);
  });

  test("is taken back when what was sent comes late, so that the failure that it looked like is retracted", () => {
    const late = delayed(quiet(230), [{ services: ["ant"], from: 150, to: 165 }]);
    const { emitted } = run(knowing(zeroOfAnt), late);
    expect(emitted.map(({ alert }) => [alert.data.status, alert.data.reason])).toEqual([
      ["open", "evidence-crossed-threshold"],
      ["retracted", "late-data"],
    ]);
    expect(emitted[1]?.window).toBe(165);
  });

  test("is not assumed again while telemetry keeps coming late", () => {
    const late = delayed(quiet(260), [
      { services: ["ant"], from: 150, to: 250, at: (window) => window + 12 },
    ]);
    const { emitted } = run(knowing(zeroOfAnt), late);
    expect(opened(emitted).length).toBeLessThanOrEqual(1);
  });

  test("is assumed of nobody before it was heard, in a window nobody listened to, nor while all is blind", () => {
    const known = { missing: { "error-rate": "zero" as const, "report-volume": "zero" as const } };
    const detection = windowDetection(knowing(known));
    for (const window of quiet(100)) detection.step(window);
    const traffic = () => {
      const { levelWeight, readings } = detection.snapshot().model.tables.series.columns;
      return JSON.stringify([levelWeight, readings]);
    };
    const before = traffic();
    const nothing = { ...quiet(101)[100]!, observations: [] };
    detection.step({ ...nothing, isUnknown: true });
    expect(traffic()).toBe(before);
    detection.step({ ...nothing, windowStart: nothing.windowStart + 60_000 });
    expect(traffic()).not.toBe(before);
    const ofSilent = windowDetection(knowing({ missingOf: { ant: { "error-rate": "zero" } } }));
    for (const window of quiet(100)) ofSilent.step(window);
    const heard = () => JSON.stringify(ofSilent.snapshot().model.tables.series.columns["readings"]);
    const readings = heard();
    ofSilent.step(nothing);
    expect(heard()).toBe(readings);
  });

  test("comes once in the interval of the last reading", () => {
    const hourly = [{ name: "slow", requests: 50, errorShare: 0.02, cadence: 10 }, ...services];
    const windows = worldWindows({
      seed: 1,
      services: hourly,
      windows: 160,
      disturbances: [{ services: ["slow"], from: 101, to: 160, silent: true }],
    });
    const detection = windowDetection({
      ...knowing({ missingOf: { slow: { "error-rate": "zero" } } }),
      withEvidence: true,
    });
    const observed = windows.map((window) => {
      const { series } = detection.step(window).evidence!;
      const at = series.unit.findIndex(
        (unit, index) => unit === "slow" && series.signal[index] === "traffic",
      );
      return series.observed[at] ?? null;
    });
    expect(observed.flatMap((value, at) => (at > 100 && value !== null ? [[at, value]] : []))).toEqual([
      [110, 0],
      [120, 0],
      [130, 0],
      [140, 0],
      [150, 0],
    ]);
  });

  test("makes no count of a probe, which says nothing where it was not made", () => {
    const probes = names.map((name) => ({ name, probe: true as const }));
    const down = { services: ["bee"], from: 150, to: 200, down: true as const };
    const windows = worldWindows({
      seed: 1,
      services: probes,
      windows: 200,
      disturbances: [silent(120, 200), down],
    });
    const emitted = run(knowing({ missing: { "error-rate": "zero" } }), windows).emitted;
    expect(emitted.every(({ alert }) => alert.data.services.every(({ service }) => service === "bee"))).toBe(
      true,
    );
  });

  test("that is silence again is expected anew: nothing is missed before it was heard for an hour", () => {
    const windows = quiet(400, [silent(100, 200), silent(230, 260)]);
    const before = windowDetection(knowing(zeroOfAnt));
    for (const window of windows.slice(0, 200)) before.step(window);
    const after = windowDetection(knowing({}), before.snapshot());
    const alerts = windows.slice(200).flatMap((window) => after.step(window).alerts);
    expect(alerts.filter(({ data }) => data.status === "open")).toEqual([]);
  });
});

test("runs under all of this that are cut anywhere go on byte for byte", () => {
  const services = [
    ...["web", "mail"].flatMap((name) =>
      ["east", "west", "north"].map((source) => ({ name, source, requests: 40, errorShare: 0.01 })),
    ),
    ...tenNames.slice(0, 4).map((name) => ({ name, requests: 300, errorShare: 0.004, reports: 0.3 })),
  ];
  const windows = worldWindows({
    seed: 2,
    services,
    windows: 260,
    disturbances: [
      { services: ["web"], from: 140, to: 160, errorShare: 0.6 },
      { services: ["mail"], source: "east", from: 120, to: 200, errorShare: 0.7 },
      { services: ["mail"], source: "west", from: 130, to: 170, silent: true },
      { services: ["ant", "bee"], from: 180, to: 200, silent: true },
      { services: tenNames, from: 215, to: 222, silent: true },
    ],
  });
  const sparse = delayed(
    sent(windows, ({ signal }, { value }) => signal !== "reports" || value > 0),
    [{ services: ["ant"], from: 165, to: 172 }],
  );
  const config = knowing({
    missing: { "report-volume": "zero" },
    missingOf: { ant: { "error-rate": "zero" }, bee: { "error-rate": "ignore" } },
    quorumOf: { web: 2, mail: 2 },
    exclude: [{ fromMs: windows[135]!.windowStart, toMs: windows[150]!.windowStart, services: null }],
  });
  const whole = bytesOf(config, sparse, new Set());
  const everywhere = new Set(Array.from({ length: sparse.length }, (_, at) => at));
  expect(firstDifference(bytesOf(config, sparse, everywhere), whole)).toBe(-1);
  expect(whole.some((bytes) => bytes.includes("web"))).toBe(true);
});
