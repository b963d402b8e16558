import { describe, expect, test } from "vitest";
import { windowAt } from "../support/run-detection.ts";
import {
  faultAt,
  hard,
  lastWords,
  namesOf,
  emittedOf,
  tenNames,
  usualService,
} from "../support/usual-world.ts";

const until = faultAt + 40;
const silent = { from: faultAt, to: until, silent: true } as const;
const watched = tenNames.map((name, index) => ({
  ...usualService(name),
  ...(index < 6 ? { source: "monitor" } : {}),
}));

describe.each([1, 2])("world %d", (seed) => {
  test("all telemetry silent is blind and says nothing of the services", () => {
    const emitted = emittedOf([{ services: tenNames, ...silent }], { seed });
    expect(emitted.map(({ window, alert }) => [window, alert.data.scope, alert.data.status])).toEqual([
      [faultAt + 1, "blind", "open"],
      [until + 9, "blind", "resolved"],
    ]);
    expect(emitted.every(({ alert }) => alert.data.services.length === 0)).toBe(true);
    expect(windowAt(emitted[0]?.alert.data.onset ?? "")).toBe(faultAt);
  });

  test("an observer of many services that falls silent is a source incident", () => {
    const emitted = emittedOf([{ services: tenNames, ...silent, source: "monitor" }], {
      seed,
      services: watched.map(({ reports: _reports, ...rest }) => rest),
    });
    const [data, ...others] = lastWords(emitted);
    expect(others).toEqual([]);
    expect([data?.scope, data?.sources, data?.services, data?.status]).toEqual([
      "source",
      ["monitor"],
      [],
      "resolved",
    ]);
    expect(emitted[0]?.window).toBeLessThanOrEqual(faultAt + 3);
  });

  test("that users report on them does not turn a silent observer into an outage of those it watches", () => {
    const emitted = emittedOf([{ services: tenNames, ...silent, source: "monitor" }], {
      seed,
      services: watched,
    });
    expect(lastWords(emitted).map(({ scope }) => scope)).toEqual(["source"]);
  });

  test("a service whose telemetry stops is an isolated incident by its heartbeat", () => {
    const emitted = emittedOf([{ services: ["dog"], ...silent }], { seed });
    const [data, ...others] = lastWords(emitted);
    expect(others).toEqual([]);
    expect([data?.scope, namesOf(data, "member"), data?.status]).toEqual(["isolated", ["dog"], "resolved"]);
    expect(data?.services[0]?.signals[0]).toMatchObject({ signal: "heartbeat", unit: "readings" });
    expect(emitted[0]?.window).toBeLessThanOrEqual(faultAt + 9);
    expect(windowAt(data?.onset ?? "")).toBe(faultAt);
  });

  test("a component whose telemetry stops is named", () => {
    const [data] = lastWords(emittedOf([{ services: tenNames.slice(0, 6), ...silent }], { seed }));
    expect([data?.scope, data?.component?.name]).toEqual(["simultaneous", "core"]);
  });
});

test("while nine of ten are silent nothing is said of the tenth, whatever it shows, nor learned of it", () => {
  const blind = { services: tenNames.slice(1), ...silent };
  const emitted = emittedOf([blind, { services: ["ant"], from: faultAt, to: until, ...hard }], { seed: 1 });
  expect(lastWords(emitted).map(({ scope, onset }) => [scope, windowAt(onset)])).toEqual([
    ["blind", faultAt],
  ]);
  const after = { services: ["ant"], from: until, to: until + 20, errors: 8, latency: 2 };
  const later = emittedOf([blind, { services: ["ant"], from: faultAt, to: until, ...hard }, after], {
    seed: 1,
  });
  expect(lastWords(later).map(({ scope }) => scope)).toEqual(["blind", "isolated"]);
});

test("a service with two observers, of which one falls silent, is not failing", () => {
  const both = tenNames
    .slice(0, 6)
    .flatMap((name) =>
      ["east", "west"].map((source) => ({ name, source, requests: 2000, errorShare: 0.004 })),
    );
  const emitted = emittedOf([{ services: tenNames, ...silent, source: "east" }], { seed: 1, services: both });
  expect(lastWords(emitted).map(({ scope, sources }) => [scope, sources])).toEqual([["source", ["east"]]]);
});

test("one of two observers who sees an outage suffices, though both see it more clearly", () => {
  const both = tenNames
    .slice(0, 6)
    .flatMap((name) =>
      ["east", "west"].map((source) => ({ name, source, requests: 2000, errorShare: 0.004 })),
    );
  const fault = { services: ["ant"], from: faultAt, to: until, errors: 3 };
  const one = lastWords(emittedOf([{ ...fault, source: "east" }], { seed: 2, services: both }));
  const two = lastWords(emittedOf([fault], { seed: 2, services: both }));
  expect([one, two].map((list) => list.map(({ scope }) => scope))).toEqual([["isolated"], ["isolated"]]);
  expect(windowAt(two[0]!.detectedAt)).toBeLessThanOrEqual(windowAt(one[0]!.detectedAt));
  expect(one[0]?.services[0]?.signals.map(({ source }) => source)).toEqual(["east"]);
});

test("an outage that lasts through blindness ends after it, and not by it", () => {
  const emitted = emittedOf(
    [
      { services: ["dog"], from: faultAt, to: faultAt + 90, ...hard },
      { services: tenNames, from: faultAt + 20, to: faultAt + 45, silent: true },
    ],
    { seed: 1, windows: faultAt + 120 },
  );
  const dog = emitted.filter(({ alert }) => alert.data.scope === "isolated");
  expect(dog.map(({ alert }) => alert.data.status)).toEqual(["open", "resolved"]);
  expect(dog[1]?.window).toBeGreaterThan(faultAt + 90);
});

test("minutes in which we are blind are not minutes without evidence: one good minute after them ends no outage", () => {
  const emitted = emittedOf(
    [
      { services: ["dog"], from: faultAt, to: faultAt + 45, ...hard },
      { services: tenNames, from: faultAt + 20, to: faultAt + 45, silent: true },
      { services: ["dog"], from: faultAt + 46, to: faultAt + 90, ...hard },
    ],
    { seed: 1, windows: faultAt + 120 },
  );
  const dog = emitted.filter(({ alert }) => alert.data.scope === "isolated");
  expect(dog.map(({ alert }) => alert.data.status)).toEqual(["open", "resolved"]);
  expect(dog[1]?.window).toBeGreaterThan(faultAt + 90);
});

test("one service that reports every minute among others that report every five does not blind us by its silence", () => {
  const services = tenNames.map((name, index) => ({ ...usualService(name), cadence: index === 0 ? 1 : 5 }));
  const start = 400;
  const emitted = emittedOf([{ services: ["ant"], from: start, to: start + 60, silent: true }], {
    seed: 1,
    services,
    windows: start + 90,
  });
  expect(lastWords(emitted).map(({ scope }) => scope)).toEqual(["isolated"]);
});

test("a service that reports every five minutes is not missed in between, and is missed when it stops", () => {
  const services = tenNames.map((name) => ({ ...usualService(name), cadence: 5 }));
  const start = 400;
  const emitted = emittedOf([{ services: ["ant"], from: start, to: start + 60, silent: true }], {
    seed: 1,
    services,
    windows: start + 120,
  });
  expect(emitted.every(({ window }) => window >= start)).toBe(true);
  expect(lastWords(emitted).map(({ scope, status }) => [scope, status])).toEqual([["isolated", "resolved"]]);
});
