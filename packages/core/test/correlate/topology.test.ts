import { expect, test } from "vitest";
import { componentsOf, impliedComponent, unlistedServices } from "../../src/correlate/topology.ts";

const services = { chat: {}, mail: {}, feed: {} };
const topologyWith = (
  components: Record<string, { services: string[]; prior?: number; dependsOn?: string[] }>,
) => ({ services, components });
const membersOf = (components: Parameters<typeof topologyWith>[0]) =>
  Object.fromEntries(
    componentsOf(topologyWith(components)).map(({ name, members }) => [name, [...members].sort()]),
  );

test("components come in order of name, and everybody belongs to the implied one, which is last", () => {
  const components = componentsOf(
    topologyWith({ web: { services: ["chat"], prior: 3 }, cdn: { services: ["mail", "feed"] } }),
  );
  expect(components.map(({ name, prior, implied }) => [name, prior, implied])).toEqual([
    ["cdn", 1, false],
    ["web", 3, false],
    [impliedComponent, 1, true],
  ]);
});

test("without a topology there is the implied component alone", () => {
  expect(componentsOf(null)).toEqual([{ name: impliedComponent, members: [], prior: 1, implied: true }]);
});

test("a component called all takes the place of the implied one", () => {
  const components = componentsOf(topologyWith({ all: { services: ["chat"] } }));
  expect(components).toEqual([{ name: "all", members: ["chat"], prior: 1, implied: false }]);
});

test("a component takes along what depends on it, directly or not", () => {
  expect(
    membersOf({
      network: { services: ["feed"] },
      region: { services: ["mail"], dependsOn: ["network"] },
      cluster: { services: ["chat"], dependsOn: ["region"] },
    }),
  ).toEqual({ network: ["chat", "feed", "mail"], region: ["chat", "mail"], cluster: ["chat"], all: [] });
});

test("components that depend on each other in a circle fail together and end", () => {
  const members = membersOf({
    one: { services: ["chat"], dependsOn: ["two"] },
    two: { services: ["mail"], dependsOn: ["one"] },
  });
  expect(members).toEqual({ one: ["chat", "mail"], two: ["chat", "mail"], all: [] });
});

test("services in the stream that no topology lists are named in order of appearance", () => {
  expect(unlistedServices(topologyWith({}), ["zeta", "chat", "alpha", "toString"])).toEqual([
    "zeta",
    "alpha",
    "toString",
  ]);
  expect(unlistedServices(null, ["zeta"])).toEqual([]);
});
