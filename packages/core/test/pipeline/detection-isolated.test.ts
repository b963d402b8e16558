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

const at = { from: faultAt, to: faultAt + 60 };
const scopes = (emitted: Parameters<typeof lastWords>[0]): readonly string[] =>
  lastWords(emitted).map(({ scope }) => scope);

describe.each([1, 2])("world %d", (seed) => {
  test("a lone 10-sigma outage never raises a simultaneous alert", () => {
    const emitted = emittedOf(
      [{ services: ["ant"], ...at, errorShare: 0.6, undeliveredShare: 0.6, latency: 4, reports: 20 }],
      { seed },
    );
    expect(scopes(emitted)).toEqual(["isolated"]);
    expect(emitted[0]?.window).toBeLessThanOrEqual(faultAt + 3);
    expect(namesOf(lastWords(emitted)[0], "member")).toEqual(["ant"]);
  });

  test("a lone outage that people take for the failure of everybody is not simultaneous", () => {
    const emitted = emittedOf(
      [
        { services: ["ant"], ...at, ...hard },
        { services: tenNames.slice(1, 6), ...at, reports: 8 },
      ],
      { seed },
    );
    expect(scopes(emitted).filter((scope) => scope === "simultaneous")).toEqual([]);
  });

  test("two services that only share everything are two isolated incidents", () => {
    const emitted = emittedOf([{ services: ["cat", "gnu"], ...at, ...hard }], { seed });
    expect(scopes(emitted)).toEqual(["isolated", "isolated"]);
    const names = lastWords(emitted).flatMap((data) => namesOf(data, "member"));
    expect(names.toSorted()).toEqual(["cat", "gnu"]);
  });

  test("a failure that only one signal shows is said after seven minutes, with its true onset", () => {
    for (const fault of [{ errorShare: 0.3 }, { traffic: 0.02 }]) {
      const services = tenNames.map((name) => ({ name, requests: 2000, errorShare: 0.004, reports: 3 }));
      const emitted = emittedOf([{ services: ["ant"], ...at, ...fault }], { seed, services });
      expect(scopes(emitted)).toEqual(["isolated"]);
      expect(emitted[0]?.window).toBeLessThanOrEqual(faultAt + 9);
      const data = lastWords(emitted)[0];
      expect(Math.abs(windowAt(data?.onset ?? "") - faultAt)).toBeLessThanOrEqual(1);
      expect(data?.status).toBe("resolved");
    }
  });

  test("a minute of errors is not an incident", () => {
    const services = tenNames.map((name) => ({ name, requests: 2000, errorShare: 0.004, reports: 3 }));
    expect(
      emittedOf([{ services: ["ant"], from: faultAt, to: faultAt + 1, errorShare: 0.5 }], { seed, services }),
    ).toEqual([]);
  });
});

test("three long outages that began six hours apart may be accidents, and are never simultaneous", () => {
  const end = faultAt + 840;
  for (const fault of [hard, { errorShare: 0.3 }]) {
    const emitted = emittedOf(
      [
        { services: ["ant"], from: faultAt, to: end, ...fault },
        { services: ["cat"], from: faultAt + 360, to: end, ...fault },
        { services: ["eel"], from: faultAt + 720, to: end, ...fault },
      ],
      { seed: 1, windows: end + 40, services: tenNames.slice(0, 6).map(usualService) },
    );
    expect(scopes(emitted)).toEqual(["isolated", "isolated", "isolated"]);
  }
});

test("a service that fails again soon after its recovery has a new incident, with an onset of its own", () => {
  for (const pause of [14, 17, 25]) {
    const again = faultAt + 40 + pause;
    const emitted = emittedOf(
      [
        { services: ["ant"], from: faultAt, to: faultAt + 40, ...hard },
        { services: ["ant"], from: again, to: again + 20, ...hard },
      ],
      { seed: 1, windows: again + 40, services: tenNames.slice(0, 6).map(usualService) },
    );
    const incidents = lastWords(emitted);
    expect(incidents.map(({ scope, status, revision }) => [scope, status, revision])).toEqual([
      ["isolated", "resolved", 2],
      ["isolated", "resolved", 2],
    ]);
    expect(Math.abs(windowAt(incidents[1]?.onset ?? "") - again)).toBeLessThanOrEqual(1);
  }
});

test("without a topology there is one component, and three services of it failing together are simultaneous", () => {
  const emitted = emittedOf([{ services: ["ant", "dog", "jay"], ...at, ...hard }], {
    seed: 1,
    components: null,
  });
  const [data, ...others] = lastWords(emitted);
  expect(others).toEqual([]);
  expect([data?.scope, namesOf(data, "member")]).toEqual(["simultaneous", ["ant", "dog", "jay"]]);
});

test("no evidence in the first hour, whether it fails from the start or breaks in the middle", () => {
  for (const from of [0, 20, 45]) {
    const broken = { services: tenNames.slice(0, 5), from, to: 60, ...hard };
    expect(emittedOf([broken], { seed: 1, windows: 60 })).toEqual([]);
  }
});

test("a service that is new to the stream says nothing in its first hour while the others are judged", () => {
  const late = tenNames.slice(6);
  const services = tenNames.map((name) => ({
    ...usualService(name),
    since: late.includes(name) ? faultAt : 0,
  }));
  const broken = { services: late, from: faultAt, to: faultAt + 60, ...hard };
  expect(emittedOf([broken], { seed: 1, services, windows: faultAt + 60 })).toEqual([]);
});
