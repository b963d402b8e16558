import { describe, expect, test } from "vitest";
import { windowAt } from "../support/run-detection.ts";
import {
  faultAt,
  hard,
  lastWords,
  namesOf,
  emittedOf,
  tenNames,
  usualComponents,
  usualService,
} from "../support/usual-world.ts";

const until = faultAt + 60;
const at = { from: faultAt, to: until };

describe.each([1, 2])("world %d", (seed) => {
  test("five of six services of a component failing together name it within three minutes, and the healthy sixth is notFailing", () => {
    const emitted = emittedOf([{ services: tenNames.slice(0, 5), ...at, ...hard }], { seed });
    const [opened] = emitted;
    expect(opened?.alert.data.scope).toBe("simultaneous");
    expect(opened?.window).toBeLessThanOrEqual(faultAt + 3);
    const [data, ...others] = lastWords(emitted);
    expect(others).toEqual([]);
    expect(data?.component?.name).toBe("core");
    expect(data?.component?.odds).toBeGreaterThan(20);
    expect(namesOf(data, "member")).toEqual(tenNames.slice(0, 5));
    expect(namesOf(data, "notFailing")).toEqual(["fox"]);
    expect(Math.abs(windowAt(data?.onset ?? "") - faultAt)).toBeLessThanOrEqual(1);
    expect(data?.status).toBe("resolved");
    expect(emitted.at(-1)?.window).toBeLessThanOrEqual(until + 15);
  });

  test("a component of two services can be named", () => {
    const [data, ...others] = lastWords(emittedOf([{ services: ["ant", "bee"], ...at, ...hard }], { seed }));
    expect(others).toEqual([]);
    expect([data?.scope, data?.component?.name]).toEqual(["simultaneous", "pair"]);
    expect(namesOf(data, "member")).toEqual(["ant", "bee"]);
  });

  test("traffic to two per cent without errors is seen", () => {
    const emitted = emittedOf([{ services: tenNames.slice(0, 6), ...at, traffic: 0.02 }], { seed });
    expect(emitted[0]?.window).toBeLessThanOrEqual(faultAt + 3);
    const [data, ...others] = lastWords(emitted);
    expect(others).toEqual([]);
    expect([data?.scope, data?.component?.name]).toEqual(["simultaneous", "core"]);
    expect(namesOf(data, "member")).toEqual(tenNames.slice(0, 6));
  });

  test("errors three times as many in five of a component are seen within ten minutes", () => {
    const emitted = emittedOf(
      [{ services: tenNames.slice(0, 5), ...at, errors: 3, latency: 1.3, reports: 2 }],
      {
        seed,
      },
    );
    const first = emitted.find(({ alert }) => alert.data.scope === "simultaneous");
    expect(first?.window).toBeLessThanOrEqual(faultAt + 10);
    expect(first?.alert.data.component?.name).toBe("core");
  });

  test("a pile-on of reports alone is reports-only, never simultaneous", () => {
    for (const services of [tenNames, tenNames.slice(0, 5)]) {
      const [data, ...others] = lastWords(emittedOf([{ services, ...at, reports: 15 }], { seed }));
      expect(others).toEqual([]);
      expect(data?.scope).toBe("reports-only");
      expect(namesOf(data, "suspected")).toEqual(services);
    }
  });

  test("people who complain about others meanwhile do not make them members", () => {
    const [data] = lastWords(
      emittedOf(
        [
          { services: tenNames.slice(0, 5), ...at, ...hard },
          { services: ["gnu", "hen"], ...at, reports: 12 },
        ],
        { seed },
      ),
    );
    expect(namesOf(data, "member")).toEqual(tenNames.slice(0, 5));
    expect(namesOf(data, "collateral")).toEqual(["gnu", "hen"]);
  });

  test("a common 30 per cent rise in everybody's errors is not an incident", () => {
    expect(
      emittedOf([{ services: tenNames, from: faultAt, to: faultAt + 120, errors: 1.3 }], {
        seed,
        windows: faultAt + 140,
      }),
    ).toEqual([]);
  });

  test("a second failure after recovery is a second incident, and the first does not ring again", () => {
    const again = { from: faultAt + 60, to: faultAt + 90 };
    const emitted = emittedOf(
      [
        { services: tenNames.slice(0, 5), from: faultAt, to: faultAt + 20, ...hard },
        { services: tenNames.slice(6), ...again, ...hard },
      ],
      { seed, windows: faultAt + 130 },
    );
    const incidents = lastWords(emitted);
    expect(incidents.map(({ scope, component, status }) => [scope, component?.name, status])).toEqual([
      ["simultaneous", "core", "resolved"],
      ["simultaneous", "rest", "resolved"],
    ]);
    expect(new Set(incidents.map(({ incident }) => incident)).size).toBe(2);
  });

  test("a component of operations is named when those operations fail and their services do not", () => {
    const services = tenNames
      .slice(0, 4)
      .flatMap((name) => [
        usualService(name),
        { name, operation: "media", requests: 400, errorShare: 0.004 },
        { name, operation: "login", requests: 400, errorShare: 0.004 },
      ]);
    const operations = (operation: string) => tenNames.slice(0, 4).map((name) => `${name}/${operation}`);
    const components = {
      cdn: operations("media"),
      accounts: operations("login"),
      core: tenNames.slice(0, 4),
    };
    const broken = tenNames
      .slice(0, 4)
      .map((name) => ({ services: [name], operation: "media", ...at, errorShare: 0.4 }));
    const [data, ...others] = lastWords(emittedOf(broken, { seed, services, components }));
    expect(others).toEqual([]);
    expect([data?.scope, data?.component?.name]).toEqual(["simultaneous", "cdn"]);
    expect(data?.services[0]?.signals[0]).toMatchObject({
      signal: "errors",
      operation: "media",
      unit: "ratio",
    });
  });
});

test("an isolated incident that proves part of a simultaneous one is widened and keeps its id; the others are retracted", () => {
  for (const seed of [1, 2]) {
    const emitted = emittedOf(
      [
        { services: ["cat"], from: faultAt, to: until, ...hard },
        { services: ["dog"], from: faultAt + 4, to: until, ...hard },
        { services: ["ant", "eel", "fox"], from: faultAt + 5, to: until, ...hard },
      ],
      // Two of the core alone may be an accident among so many components.
      { seed, components: { ...usualComponents, left: ["gnu", "hen"], right: ["ibis", "jay"] } },
    );
    const first = emitted[0]?.alert.data;
    expect(first?.scope).toBe("isolated");
    const [cat, ...others] = lastWords(emitted);
    expect([cat?.incident, cat?.scope]).toEqual([first?.incident, "simultaneous"]);
    expect(others.map(({ incident }) => incident)).toEqual(cat?.supersedes ?? []);
    for (const { status, supersededBy } of others)
      expect([status, supersededBy]).toEqual(["retracted", first?.incident]);
    expect(namesOf(cat, "member")).toEqual(["ant", "cat", "dog", "eel", "fox"]);
    expect(cat?.component?.name).toBe("core");
  }
});

test("a member that joins late is added to the incident, with an onset of its own", () => {
  const emitted = emittedOf(
    [
      { services: ["ant", "bee", "cat", "dog"], from: faultAt, to: until, ...hard },
      { services: ["eel"], from: faultAt + 30, to: until, ...hard },
    ],
    { seed: 1 },
  );
  const [data, ...others] = lastWords(emitted);
  expect(others).toEqual([]);
  expect(namesOf(data, "member")).toEqual(["ant", "bee", "cat", "dog", "eel"]);
  expect(namesOf(data, "notFailing")).toEqual(["fox"]);
  const eel = data?.services.find(({ service }) => service === "eel");
  expect(Math.abs(windowAt(eel?.onset ?? "") - (faultAt + 30))).toBeLessThanOrEqual(1);
});

test("what had failed is still named when it is over", () => {
  const [data] = lastWords(emittedOf([{ services: ["ant", "bee", "cat"], ...at, ...hard }], { seed: 1 }));
  expect(data?.status).toBe("resolved");
  const signals =
    data?.services
      .filter(({ role }) => role === "member")
      .map((one) => one.signals.map(({ signal }) => signal)) ?? [];
  for (const shown of signals)
    expect(shown).toEqual(expect.arrayContaining(["errors", "undelivered", "latency"]));
});
