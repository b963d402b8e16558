import { expect, test } from "vitest";
import { register, registry, signalIndex } from "../../src/baseline/registry.ts";
import type { Signal, WorldSeries } from "../../src/join/world-window.ts";

const series = (index: number, unit: string, signal: Signal, source: string | null = null): WorldSeries => {
  const [service, operation] = unit.split("/") as [string, string | undefined];
  return { index, unit, service, operation: operation ?? null, source, signal };
};

test("series of one service, its operations and witnesses find their places", () => {
  const known = registry();
  register(known, series(0, "chat", "errors", "east"));
  register(known, series(1, "chat", "errors", "west"));
  register(known, series(2, "chat", "reports"));
  register(known, series(3, "chat/media", "errors"));
  register(known, series(4, "mail", "traffic"));
  expect(known.units.map(({ name }) => name)).toEqual(["chat", "chat/media", "mail"]);
  expect(known.services.map(({ name, units }) => [name, units])).toEqual([
    ["chat", [0, 1]],
    ["mail", [2]],
  ]);
  expect(known.units[0]?.seriesBySignal[signalIndex("errors")]).toEqual([0, 1]);
  expect(known.units[0]?.sources).toEqual(["east", "west"]);
  expect(known.unitOfSeries).toEqual([0, 0, 0, 1, 2]);
});

test("who gathers user reports witnesses nothing: neither a name nor its absence makes a watcher", () => {
  const known = registry();
  const chat = register(known, series(0, "chat", "reports"));
  register(known, series(1, "chat", "reports", "web"));
  register(known, series(2, "chat", "errors", "east"));
  expect([chat.sources, chat.watchedByUnnamed]).toEqual([["east"], false]);
  expect(register(known, series(3, "chat", "traffic")).watchedByUnnamed).toBe(true);
});

test("a series out of order is a fault of the caller", () => {
  const known = registry();
  expect(() => register(known, series(1, "chat", "errors"))).toThrow(RangeError);
});
