import { describe, expect, test } from "vitest";
import { emittedOf, faultAt, lastWords, namesOf, tenNames } from "../support/usual-world.ts";

const until = faultAt + 40;
const down = { from: faultAt, to: until, down: true } as const;
const seenBy = (...sources: readonly string[]) =>
  tenNames.flatMap((name) => sources.map((source) => ({ name, source, probe: true as const })));

describe.each([1, 2])("world %d", (seed) => {
  test("an observer that alone sees all down is at fault: no service is blamed, and it is over when that ends", () => {
    const emitted = emittedOf([{ services: tenNames, ...down, source: "home" }], {
      seed,
      services: seenBy("home", "cloud"),
    });
    const [data, ...others] = lastWords(emitted);
    expect(others).toEqual([]);
    expect([data?.scope, data?.sources, data?.failingSources, data?.services, data?.status]).toEqual([
      "source",
      ["home"],
      ["home"],
      [],
      "resolved",
    ]);
    expect(emitted[0]?.window).toBe(faultAt);
    expect(emitted.at(-1)?.window).toBeLessThanOrEqual(until + 14);
  });

  test("services that two of three observers see down have failed", () => {
    const services = tenNames.slice(0, 6);
    const fault = (source: string) => ({ services, ...down, source });
    const [data, ...others] = lastWords(
      emittedOf([fault("home"), fault("cloud")], { seed, services: seenBy("home", "cloud", "lab") }),
    );
    expect(others).toEqual([]);
    expect([data?.scope, namesOf(data, "member")]).toEqual(["simultaneous", services]);
  });

  test("an observer that falls silent is told as such", () => {
    const silent = { services: tenNames, from: faultAt, to: until, silent: true as const, source: "home" };
    const [data] = lastWords(emittedOf([silent], { seed, services: seenBy("home", "cloud") }));
    expect([data?.scope, data?.sources, data?.failingSources]).toEqual(["source", ["home"], undefined]);
  });
});

test("a service that all observers see down while one of them fails everywhere is found by the others", () => {
  const emitted = emittedOf(
    [
      { services: tenNames, ...down, source: "home" },
      { services: ["dog"], ...down },
    ],
    { seed: 1, services: seenBy("home", "cloud") },
  );
  const dog = lastWords(emitted).filter(({ scope }) => scope !== "source");
  expect(dog.map((data) => namesOf(data, "member"))).toEqual([["dog"]]);
});
