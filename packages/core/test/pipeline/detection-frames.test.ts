import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { AlertEvent } from "../../src/alert/event.ts";
import { detection } from "../../src/pipeline/detection.ts";
import type { Frame } from "../../src/window/frame.ts";
import type { Spread } from "../support/deliveries.ts";
import { framesOfWorld } from "../support/frames-of-world.ts";
import { alerts as alertsOfExample } from "../support/readme-example.ts";
import { configOf, run } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { faultAt, tenNames, usualComponents } from "../support/usual-world.ts";

const services = tenNames.map((name) => ({ name, requests: 2000, errorShare: 0.004, reports: 3 }));
const disturbances = [
  { services: ["gnu"], from: faultAt - 20, to: faultAt + 60, errorShare: 0.3 },
  { services: tenNames.slice(0, 5), from: faultAt, to: faultAt + 20, errorShare: 0.5, reports: 8 },
];
const windows = worldWindows({ seed: 3, services, windows: faultAt + 60, disturbances });
const config = { ...configOf(usualComponents), newcomerWaitMs: 600_000, withEvidence: false };

const framesOf = (spread: Spread): readonly Frame[] => framesOfWorld(windows, spread);

function alertsOf(frames: readonly Frame[], cut = -1): readonly AlertEvent[] {
  let running = detection(config);
  const judged = frames.flatMap((frame, index) => {
    const found = running.step(frame);
    if (index === cut) running = detection(config, structuredClone(running.snapshot()));
    return found;
  });
  return [...judged, ...running.end()].flatMap(({ alerts }) => alerts);
}

const together: Spread = { partitionOf: () => 0 };
const expected = JSON.stringify(run(config, windows).emitted.map(({ alert }) => alert));

test("messages through intake, frames and world lead to the same alerts as the windows they stand for", () => {
  const alerts = alertsOf(framesOf(together));
  expect(alerts.length).toBeGreaterThan(2);
  expect(JSON.stringify(alerts)).toBe(expected);
});

describe("alerts are the same bytes", () => {
  test.each<[string, Spread]>([
    ["when each service has a partition of its own", { partitionOf: (service) => tenNames.indexOf(service) }],
    ["when services share three partitions", { partitionOf: (service) => (service.codePointAt(0) ?? 0) % 3 }],
    ["when the services of a minute come in another order", { partitionOf: () => 0, reversed: true }],
    [
      "when both are otherwise",
      { partitionOf: (service) => (service.codePointAt(1) ?? 0) % 4, reversed: true },
    ],
  ])("%s", (_title, spread) => {
    expect(JSON.stringify(alertsOf(framesOf(spread)))).toBe(expected);
  });

  test("when the frames of each window come in another order", () => {
    const frames = framesOf({ partitionOf: (service) => tenNames.indexOf(service) });
    const shuffled = [...frames].sort((one, other) =>
      one.windowStart === other.windowStart
        ? other.partition - one.partition
        : one.windowStart - other.windowStart,
    );
    expect(JSON.stringify(alertsOf(shuffled))).toBe(expected);
  });

  test("when the detector is cut between two frames of a window and taken up from its snapshot", () => {
    const frames = framesOf({ partitionOf: (service) => (service.codePointAt(0) ?? 0) % 3 });
    for (const cut of [0, 7, Math.floor(frames.length / 2), frames.length - 50]) {
      expect(JSON.stringify(alertsOf(frames, cut))).toBe(expected);
    }
  });
});

test("the example of the README is code that runs, and says what the README says", () => {
  const code = readFileSync(new URL("../support/readme-example.ts", import.meta.url), "utf8");
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/```(?:ts|text)\n([\s\S]*?)```/g)].map(([, text]) => text);
  expect(blocks[0]).toBe(code.replace('"../../src/index.ts"', '"@tocsin/core"'));
  const [opened] = alertsOfExample;
  const members = opened?.data.services.filter(({ role }) => role === "member").map(({ service }) => service);
  const summary = `${opened?.data.onset} ${opened?.data.scope} ${opened?.data.component?.name}: ${members?.join(", ")}\n`;
  expect(blocks[1]).toBe(summary);
});
