import { expect, test } from "vitest";
import { windowAt } from "../support/run-detection.ts";
import {
  emittedOf,
  faultAt,
  hard,
  lastWords,
  namesOf,
  tenNames,
  usualService,
} from "../support/usual-world.ts";

const until = faultAt + 60;
const errorsOnly = tenNames.map((name) => ({ name, requests: 2000, errorShare: 0.004 }));

test("a cascade in one component, ten minutes apart, is one incident, and its members keep their onsets", () => {
  for (const seed of [1, 2, 3]) {
    const emitted = emittedOf(
      ["ant", "bee", "cat"].map((name, index) => ({
        services: [name],
        from: faultAt + 10 * index,
        to: until + 20,
        errorShare: 0.4,
      })),
      { seed, services: errorsOnly, windows: until + 40, components: { core: tenNames.slice(0, 4) } },
    );
    const told = lastWords(emitted).filter(({ status }) => status !== "retracted");
    expect(told.map(({ scope }) => scope)).toEqual(["simultaneous"]);
    const [data] = told;
    expect(namesOf(data, "member")).toEqual(["ant", "bee", "cat"]);
    expect(namesOf(data, "notFailing")).toEqual(["dog"]);
    expect(data?.component?.name).toBe("core");
    data?.services.slice(0, 3).forEach(({ onset }, index) => {
      expect(Math.abs(windowAt(onset!) - faultAt - 10 * index)).toBeLessThanOrEqual(1);
    });
    const reasons = emitted
      .filter(({ alert }) => alert.data.scope === "simultaneous")
      .map(({ alert }) => alert.data.reason);
    expect(reasons[0]).toBe("concurrent-failures");
  }
});

test("two of four that fail hard in a calm world are one incident, within two minutes of both being seen", () => {
  for (const seed of [1, 2, 3]) {
    const emitted = emittedOf([{ services: ["bee", "dog"], from: faultAt, to: until, ...hard }], {
      seed,
      services: tenNames.map(usualService),
      components: { core: tenNames.slice(0, 4) },
    });
    const told = lastWords(emitted).filter(({ status }) => status !== "retracted");
    expect(told.map(({ scope }) => scope)).toEqual(["simultaneous"]);
    expect(namesOf(told[0], "member")).toEqual(["bee", "dog"]);
    const first = emitted.find(({ alert }) => alert.data.scope === "simultaneous");
    expect(first!.window).toBeLessThanOrEqual(faultAt + 4);
  }
});

test("two that begin a quarter of an hour apart stay two isolated incidents", () => {
  const emitted = emittedOf(
    ["ant", "bee"].map((name, index) => ({
      services: [name],
      from: faultAt + 15 * index,
      to: until,
      ...hard,
    })),
    { seed: 1, components: { core: tenNames.slice(0, 4) } },
  );
  expect(lastWords(emitted).map(({ scope }) => scope)).toEqual(["isolated", "isolated"]);
});

test("three of three probes that are down are one incident", () => {
  const services = tenNames.map((name) => ({ name, probe: true as const }));
  const down = {
    services: ["ant", "bee", "cat"],
    from: faultAt + 400,
    to: faultAt + 460,
    down: true as const,
  };
  const emitted = emittedOf([down], {
    seed: 1,
    services,
    windows: down.to + 30,
    components: { core: ["ant", "bee", "cat"] },
  });
  const told = lastWords(emitted).filter(({ status }) => status !== "retracted");
  expect(told.map(({ scope, component }) => [scope, component?.name])).toEqual([["simultaneous", "core"]]);
  expect(namesOf(told[0], "member")).toEqual(["ant", "bee", "cat"]);
});
