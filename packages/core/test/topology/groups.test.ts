import { expect, test } from "vitest";
import { register, registry } from "../../src/baseline/registry.ts";
import { groupsOf, wholeUnits } from "../../src/topology/groups.ts";
import { componentsOf } from "../../src/topology/topology.ts";

/** chat and mail as wholes, chat's media operation, and shop, which only ever speaks through its operations. */
function streamOf(units: readonly string[]) {
  const known = registry();
  units.forEach((unit, index) => {
    const [service, operation] = unit.split("/") as [string, string | undefined];
    register(known, { index, unit, service, operation: operation ?? null, source: null, signal: "errors" });
  });
  return known;
}

const units = ["chat", "chat/media", "mail", "shop/cart", "shop/pay"];

function groups(components: Record<string, string[]>, seen = units) {
  const known = streamOf(seen);
  const topology = {
    services: {},
    components: Object.fromEntries(
      Object.entries(components).map(([name, services]) => [name, { services }]),
    ),
  };
  const name = (unit: number): string => known.units[unit]!.name;
  return groupsOf(componentsOf(topology), known).map((group) => [
    group.name,
    group.members.map((member) => member.units.map(name)),
  ]);
}

test("a service is judged by itself, or by its operations where it has no series of its own", () => {
  const known = streamOf(units);
  expect(wholeUnits(known, 0)).toEqual([0]);
  expect(wholeUnits(known, 2)).toEqual([3, 4]);
});

test("a component that names an operation judges the service by that operation alone", () => {
  expect(groups({ cdn: ["chat/media", "mail"] })).toEqual([
    ["cdn", [["chat/media"], ["mail"]]],
    ["all", [["chat"], ["mail"], ["shop/cart", "shop/pay"]]],
  ]);
});

test("a service named as a whole and by an operation is one member, by both", () => {
  expect(groups({ web: ["chat", "chat/media", "chat"] })[0]).toEqual(["web", [["chat", "chat/media"]]]);
});

test("what was never seen is left out, and a component of nothing seen is no group", () => {
  expect(groups({ ghost: ["ghost", "chat/voice"], web: ["chat", "ghost"] })).toEqual([
    ["web", [["chat"]]],
    ["all", [["chat"], ["mail"], ["shop/cart", "shop/pay"]]],
  ]);
});

test("members stand in order of appearance, whatever order the topology lists them in", () => {
  expect(groups({ web: ["shop", "mail", "chat"] })[0]).toEqual([
    "web",
    [["chat"], ["mail"], ["shop/cart", "shop/pay"]],
  ]);
});
