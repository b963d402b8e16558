import { expect, test } from "vitest";
import { growingDirectory, signalIndex } from "../../src/world/directory.ts";
import type { Signal, WorldSeries } from "../../src/world/world-window.ts";

const series = (index: number, entity: string, signal: Signal, source: string | null = null): WorldSeries => {
  const [service, operation] = entity.split("/") as [string, string | undefined];
  return { index, entity, service, operation: operation ?? null, source, signal };
};

const listed = [
  series(0, "chat", "errors", "east"),
  series(1, "chat", "errors", "west"),
  series(2, "chat", "reports"),
  series(3, "chat/media", "errors"),
  series(4, "mail", "traffic"),
];

test("series of one service, its operations and sources find their places", () => {
  const growing = growingDirectory();
  for (const one of listed) growing.add(one);
  const { directory } = growing;
  expect(directory.entities.map(({ name }) => name)).toEqual(["chat", "chat/media", "mail"]);
  expect(directory.services.map(({ name, entities }) => [name, entities])).toEqual([
    ["chat", [0, 1]],
    ["mail", [2]],
  ]);
  expect(directory.entities[0]?.seriesBySignal[signalIndex("errors")]).toEqual([0, 1]);
  expect(directory.entities[0]?.sources).toEqual(["east", "west"]);
  expect(directory.entityOfSeries).toEqual([0, 0, 0, 1, 2]);
});

test("who gathers user reports observes nothing: neither a name nor its absence makes a source of the entity", () => {
  const growing = growingDirectory();
  growing.add(series(0, "chat", "reports"));
  growing.add(series(1, "chat", "reports", "web"));
  growing.add(series(2, "chat", "errors", "east"));
  const chat = growing.directory.entities[0]!;
  expect([chat.sources, chat.hasUnnamedSource]).toEqual([["east"], false]);
  growing.add(series(3, "chat", "traffic"));
  expect(chat.hasUnnamedSource).toBe(true);
});

test("a source is known with every entity that it has sent anything of, user reports included", () => {
  const growing = growingDirectory([series(0, "chat", "reports", "web"), series(1, "mail", "errors", "web")]);
  growing.add(series(2, "mail", "traffic", "east"));
  const { directory } = growing;
  expect(directory.sources.map(({ name, entities }) => [name, [...entities]])).toEqual([
    ["web", [0, 1]],
    ["east", [1]],
  ]);
  expect(directory.sourceByName.get("east")).toBe(1);
});

test("a directory made of a list of series is the one that grew by them, and goes on growing", () => {
  const grown = growingDirectory();
  for (const one of listed) grown.add(one);
  const made = growingDirectory(listed.slice(0, 3));
  for (const one of listed.slice(3)) made.add(one);
  expect(made.directory).toEqual(grown.directory);
});

test("a series out of order is a fault of the caller", () => {
  expect(() => growingDirectory().add(series(1, "chat", "errors"))).toThrow(RangeError);
  expect(() => growingDirectory([series(0, "chat", "errors"), series(0, "mail", "errors")])).toThrow(
    RangeError,
  );
});
