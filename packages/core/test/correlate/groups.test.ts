import { expect, test } from "vitest";
import { groupsOf } from "../../src/correlate/groups.ts";
import { componentsOf } from "../../src/correlate/topology.ts";
import { directoryOf } from "../support/directory-of.ts";

/** chat and mail as wholes, chat's media operation, and shop, of which only the operations are seen. */
const entities = ["chat", "chat/media", "mail", "shop/cart", "shop/pay"];

function groups(components: Record<string, string[]>, seen = entities) {
  const directory = directoryOf(seen);
  const topology = {
    services: {},
    components: Object.fromEntries(
      Object.entries(components).map(([name, services]) => [name, { services }]),
    ),
  };
  const name = (entity: number): string => directory.entities[entity]!.name;
  return groupsOf(componentsOf(topology), directory).map((group) => [
    group.name,
    group.members.map((member) => member.entities.map(name)),
  ]);
}

test("a service is judged by itself, or by its operations where it has no series of its own", () => {
  expect(groups({})).toEqual([["all", [["chat"], ["mail"], ["shop/cart", "shop/pay"]]]]);
  expect(groups({ web: ["shop"] })[0]).toEqual(["web", [["shop/cart", "shop/pay"]]]);
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
