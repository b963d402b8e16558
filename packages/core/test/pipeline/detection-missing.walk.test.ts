import { describe, expect, test } from "vitest";
import { randomStream, wholeBetween } from "../../../worlds/src/random/index.ts";
import type { Missing } from "../../src/knowledge/knowledge.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { opened, run } from "../support/run-detection.ts";
import { knowing, sent, sentWithErrors } from "../support/sparse.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { tenNames, usualService } from "../support/usual-world.ts";

describe.each([1, 2])("reports that are sent only when there are some, world %d", (seed) => {
  const at = 600;
  const names = tenNames.slice(0, 6);
  const complained = names.slice(0, 4);
  const windows = worldWindows({
    seed,
    services: names.map((name) => ({ name, requests: 500, errorShare: 0.002, reports: 0.2 })),
    windows: at + 30,
    disturbances: [{ services: complained, from: at, to: at + 30, reports: 10 }],
  });
  const sparse = sent(windows, ({ signal }, { value }) => signal !== "reports" || value > 0);
  const told = (means: Missing, of: readonly WorldWindow[] = sparse) =>
    opened(run(knowing({ missing: { "report-volume": means } }), of).emitted);

  test("as zeros tell of ten times as many within nine minutes, as if zeros were sent; else they never do", () => {
    const [suspicion, ...others] = told("zero");
    expect(others).toEqual([]);
    expect([suspicion?.scope, suspicion?.services]).toEqual(["reports-only", complained]);
    expect(suspicion?.window).toBeLessThanOrEqual(at + 9);
    expect(told("zero")).toEqual(told("silence", windows));
    expect([told("silence"), told("ignore")]).toEqual([[], []]);
  });
});

describe.each([1, 2])("errors that are sent only when there are some, world %d", (seed) => {
  const at = 2000;
  const logs = ["log1", "log2", "log3", "log4", "log5", "log6", "log7", "log8"];
  const steady = tenNames.slice(0, 3);
  const told = (means: Missing, disturbances: readonly Disturbance[]) => {
    const services = [
      ...logs.map((name) => ({ name, requests: 60, errorShare: 0.002 })),
      ...steady.map(usualService),
    ];
    const windows = sentWithErrors(worldWindows({ seed, services, windows: at + 40, disturbances }), logs);
    const missingOf = Object.fromEntries(logs.map((name) => [name, { "error-rate": means }]));
    return opened(run(knowing({ missingOf }), windows).emitted);
  };

  test("as zeros they are no silence: that all others fall silent is blindness, and was a failure of all eleven", () => {
    const silent = [{ services: steady, from: at, to: at + 40, silent: true as const }];
    expect(told("silence", silent)[0]).toMatchObject({ scope: "simultaneous" });
    for (const means of ["zero", "ignore"] as const)
      expect(told(means, silent).map(({ scope }) => scope)).toEqual(["blind"]);
  });

  test("an outage is found as fast, whatever is meant", () => {
    const failing = [{ services: ["log1"], from: at, to: at + 40, errorShare: 0.5 }];
    const found = (["silence", "zero", "ignore"] as const).map(
      (means) => told(means, failing).find(({ services }) => services.includes("log1"))?.window,
    );
    expect(Math.max(...found.map(Number))).toBeLessThanOrEqual(at + 10);
  });
});

describe.each([1, 2])("a job that runs when somebody starts it, world %d", (seed) => {
  const days = 3;
  const at = days * 1440;
  const random = randomStream(seed, "job");
  const runs = Array.from({ length: days }, (_, day) => {
    const from = day * 1440 + wholeBetween(random, 0, 1200);
    return [from, from + wholeBetween(random, 90, 150)] as const;
  });
  const isOn = (window: number): boolean =>
    window >= at - 120 || runs.some(([from, to]) => window >= from && window < to);
  const windows = sent(
    worldWindows({
      seed,
      services: [
        { name: "job", requests: 300, errorShare: 0.004 },
        ...tenNames.slice(0, 3).map(usualService),
      ],
      windows: at + 20,
      disturbances: [{ services: ["job"], from: at, to: at + 20, errorShare: 0.3 }],
    }),
    ({ service }, _, window) => service !== "job" || isOn(window),
  );
  const told = (means: Missing) =>
    opened(run(knowing({ missingOf: { job: { "error-rate": means } } }), windows).emitted);

  test("ignored it is never missed, and its failure is found within three minutes; as silence or zero it is missed", () => {
    const [found, ...others] = told("ignore");
    expect([found?.scope, found?.services, others]).toEqual(["isolated", ["job"], []]);
    expect(found?.window).toBeLessThanOrEqual(at + 3);
    for (const means of ["silence", "zero"] as const)
      expect(told(means).filter(({ window }) => window < at).length).toBeGreaterThan(0);
  });
});
