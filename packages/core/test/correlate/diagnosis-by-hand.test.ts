import { describe, expect, test } from "vitest";
import {
  complainedAbout,
  diagnose,
  explain,
  joinedOnset,
  suspectedSince,
} from "../../src/correlate/diagnosis.ts";
import { groupsOf } from "../../src/correlate/groups.ts";
import { componentsOf } from "../../src/correlate/topology.ts";
import { type EvidenceOf, evidenceOf, evidenceWindow as now } from "../support/evidence-of.ts";

const minutes = (count: number, nats: number): readonly number[] => Array.from({ length: count }, () => nats);
/** Errors that show for some minutes, and speak against a failure before. */
const since = (entity: string, count: number, nats = 4) => ({
  entity,
  nats: [...minutes(21 - count, -2), ...minutes(count, nats)],
});
const well = (entity: string) => ({ entity, nats: minutes(21, -0.2) });

function read(
  series: EvidenceOf["series"],
  components: Readonly<Record<string, readonly string[]>>,
  lag = 5,
  entities: EvidenceOf["entities"] = {},
) {
  const evidence = evidenceOf({ series, entities });
  const topology = {
    services: {},
    components: Object.fromEntries(
      Object.entries(components).map(([name, services]) => [name, { services }]),
    ),
  };
  const { directory } = evidence;
  const groups = groupsOf(componentsOf(topology), directory);
  const everyone = directory.services.map(({ index }) => index);
  const diagnosis = diagnose(evidence, groups, everyone, lag);
  const name = (service: number): string => directory.services[service]!.name;
  return {
    ...diagnosis,
    members: diagnosis.members.map(({ service, onsetWindow }) => [name(service), now - onsetWindow]),
    notFailing: diagnosis.notFailing.map(name),
    unknown: diagnosis.unknown.map(name),
  };
}

describe("who is a member", () => {
  const core = { core: ["ant", "bee", "cat", "dog"] };
  const three = [since("ant", 6), since("bee", 6), since("cat", 5)];

  test("who fails, each since a window of its own; who of the component does not is not failing", () => {
    const { members, notFailing, attribution } = read([...three, well("dog"), well("eel")], core);
    expect(members).toEqual([
      ["ant", 5],
      ["bee", 5],
      ["cat", 4],
    ]);
    expect([attribution.component, notFailing]).toEqual(["core", ["dog"]]);
  });

  test("inside the component a likelihood ratio of four is enough, outside it takes fifty", () => {
    const weak = 0.6;
    const inside = read([...three, since("dog", 6, weak), well("eel")], core);
    expect(inside.members.map(([name]) => name)).toEqual(["ant", "bee", "cat", "dog"]);
    const outside = read([...three, well("dog"), since("eel", 6, weak)], core);
    expect(outside.members.map(([name]) => name)).toEqual(["ant", "bee", "cat"]);
    const strong = read([...three, well("dog"), since("eel", 6, 3)], core);
    expect(strong.members.map(([name]) => name)).toEqual(["ant", "bee", "cat", "eel"]);
  });

  test("the onset is that of the members, whatever the reading started from", () => {
    for (const lag of [0, 3, 5, 12, 40])
      expect(now - read([...three, well("dog"), well("eel")], core, lag).onsetWindow).toBe(5);
  });

  test("members and component are read again at the onset that the first reading gives", () => {
    const mild = ["ant", "bee", "cat"].map((name) => since(name, 6, 0.8));
    const { members, attribution } = read([...mild, well("dog"), well("eel")], core, 0);
    expect(members.map(([name]) => name)).toEqual(["ant", "bee", "cat"]);
    expect(attribution.component).toBe("core");
  });

  test("the span of the onset holds it", () => {
    const { onsetWindow, onsetWindows } = read([...three, well("dog"), well("eel")], core);
    expect(onsetWindows[0]).toBeLessThanOrEqual(onsetWindow);
    expect(onsetWindows[1]).toBeGreaterThanOrEqual(onsetWindow);
    expect(onsetWindows[1] - onsetWindows[0]).toBeLessThanOrEqual(1);
  });
});

describe("of a service of the component nothing is said that is not known", () => {
  const core = { core: ["ant", "bee", "cat", "dog"] };
  const series = [since("ant", 6), since("bee", 6), since("cat", 5), well("dog"), well("eel")];
  const spared = (dog: NonNullable<EvidenceOf["entities"]>[string]) => {
    const { notFailing, unknown } = read(series, core, 5, { dog });
    return { notFailing, unknown };
  };

  test.each<[string, NonNullable<EvidenceOf["entities"]>[string], boolean]>([
    ["came in the last two windows", { lastSeen: now - 2 }, true],
    ["did not", { lastSeen: now - 3 }, false],
    ["came in its last two turns", { lastSeen: now - 30, gapMean: 15 }, true],
    ["missed them", { lastSeen: now - 31, gapMean: 15 }, false],
    ["never came: only people speak of it", { lastSeen: -1 }, false],
  ])("whether it works is known: its telemetry %s", (_title, dog, isKnown) => {
    expect(spared(dog)).toEqual(
      isKnown ? { notFailing: ["dog"], unknown: [] } : { notFailing: [], unknown: ["dog"] },
    );
  });
});

describe("a blip before the incident", () => {
  const core = { core: ["ant", "bee", "cat", "dog"] };
  /** Two bad minutes eighteen windows ago, good ones after that, and failing for five. */
  const blip = (entity: string) => ({
    entity,
    nats: [...minutes(2, 15), ...minutes(12, -1), ...minutes(5, 4)],
  });
  const lastly = ["ant", "bee", "cat"].map((name) => since(name, 5));

  test("is not taken for the onset of a member", () => {
    const { members, onsetWindow } = read([...lastly, blip("dog"), well("eel")], core);
    expect(now - onsetWindow).toBe(4);
    expect(members.map(([, lag]) => lag)).toEqual([4, 4, 4, 4]);
  });

  test("is the onset of a member that has failed ever since", () => {
    const { members } = read([...lastly, since("dog", 18, 3), well("eel")], core);
    expect(members.at(-1)).toEqual(["dog", 17]);
  });

  test("has no vote where it is of services outside the component", () => {
    const outside = ["eel", "fox"].map((name) => since(name, 8, 9));
    const others = Array.from({ length: 30 }, (_, at) => ({
      entity: `other${at}`,
      nats: minutes(21, -2),
    }));
    const series = [...lastly, well("dog"), ...outside, ...others];
    const { attribution, onsetWindow, onsetWindows } = read(series, core);
    expect(attribution.component).toBe("core");
    expect([onsetWindow, ...onsetWindows].map((window) => now - window)).toEqual([4, 4, 4]);
  });

  test.each([
    ["is left out of what an isolated failure brings along, where all was well in between", blip("ant"), 4],
    ["stays where it failed all along", since("ant", 19, 3), 17],
    ["stays where what lies between is remembered no more", since("ant", 5), 4],
  ])("%s", (_title, series, lag) => {
    const evidence = evidenceOf({ series: [series] });
    const own = { service: 0, onsetWindow: now - 17 };
    expect(now - joinedOnset(evidence, own, now - 4)).toBe(lag);
    expect(joinedOnset(evidence, own, now - 15)).toBe(now - 17);
  });
});

describe("what explains the failures of an incident that grows", () => {
  const components = { pair: ["ant", "bee"], core: ["ant", "bee", "cat"], rest: ["dog", "eel"] };
  const topology = {
    services: {},
    components: Object.fromEntries(
      Object.entries(components).map(([name, services]) => [name, { services }]),
    ),
  };
  const evidence = evidenceOf({
    series: [since("ant", 20), since("bee", 20), since("cat", 4), well("dog"), well("eel")],
    entities: { dog: { lastSeen: now - 9 } },
  });
  const groups = groupsOf(componentsOf(topology), evidence.directory);
  const failing = (...lags: readonly number[]) =>
    lags.map((lag, service) => ({ service, onsetWindow: now - lag }));

  test("is read from each since its own onset", () => {
    const { attribution } = explain(evidence, groups, failing(19, 19, 3), [3, 4]);
    expect(attribution.component).toBe("core");
    expect(attribution.odds).toBeGreaterThan(20);
    expect(explain(evidence, groups, failing(19, 19), [2, 3, 4]).attribution.component).toBe("pair");
  });

  test("takes for certain what has failed for longer than is remembered", () => {
    const long = evidenceOf({ series: ["ant", "bee", since("cat", 4), well("dog"), well("eel")] });
    const ofLong = groupsOf(componentsOf(topology), long.directory);
    expect(explain(long, ofLong, failing(500, 400, 3), [3, 4]).attribution.component).toBe("core");
  });

  test("says who of the component works, and of whom nothing is known", () => {
    const dogs = groupsOf(
      componentsOf({ services: {}, components: { all3: { services: ["ant", "dog", "eel"] } } }),
      evidence.directory,
    );
    const { notFailing, unknown } = explain(evidence, dogs, failing(19), [3, 4]);
    expect([notFailing, unknown]).toEqual([[4], [3]]);
  });
});

describe("operations", () => {
  test("a component of operations explains what its services as wholes do not show", () => {
    const series = ["ant", "bee", "cat"].flatMap((name) => [since(`${name}/media`, 6), well(name)]);
    const components = { cdn: ["ant/media", "bee/media", "cat/media"], core: ["ant", "bee", "cat"] };
    const { attribution, members } = read(series, components);
    expect(attribution.component).toBe("cdn");
    expect(members.map(([name]) => name)).toEqual(["ant", "bee", "cat"]);
  });

  test("a service's onset is its own, unless an operation shows much more", () => {
    const others = [since("bee", 6), since("cat", 6)];
    const components = { core: ["ant", "bee", "cat"] };
    const clearer = read([since("ant", 6, 1), since("ant/media", 3, 9), ...others], components);
    expect(clearer.members[0]).toEqual(["ant", 2]);
    const hardly = read([since("ant", 6), since("ant/media", 3, 8.1), ...others], components);
    expect(hardly.members[0]).toEqual(["ant", 5]);
  });
});

test("those suspected show a likelihood ratio over fifty since the onset, reports included", () => {
  const reports = (entity: string, nats: number) => ({
    entity,
    signal: "reports" as const,
    nats: minutes(4, nats),
  });
  const evidence = evidenceOf({ series: [reports("ant", 2), reports("bee", 0.5), since("cat", 4)] });
  expect(suspectedSince(evidence, 4)).toEqual([0, 2]);
  expect(suspectedSince(evidence, 0)).toEqual([]);
});

test("those complained about show reports over the threshold, and nothing else counts", () => {
  const series = [
    { entity: "ant", signal: "reports" as const, nats: minutes(4, 4) },
    { entity: "bee", signal: "reports" as const, nats: minutes(4, 2) },
    { entity: "cat/media", signal: "reports" as const, nats: minutes(4, 4) },
    since("dog", 10),
  ];
  expect(complainedAbout(evidenceOf({ series }), [0, 1, 2, 3], 12)).toEqual([0, 2]);
  expect(complainedAbout(evidenceOf({ series }), [1, 2], 12)).toEqual([2]);
});
