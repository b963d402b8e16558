import { describe, expect, test } from "vitest";
import { excludedUntil, isExcluded } from "../../src/knowledge/excluded-past.ts";

const past = (fromMs: number, toMs: number, services: readonly string[] | null = null) => ({
  fromMs,
  toMs,
  services,
});

describe("an excluded past", () => {
  test("is touched by a span that shares a moment with it, and its end is no part of it", () => {
    const exclude = [past(100, 200)];
    const spans = [
      [0, 100],
      [0, 101],
      [150, 160],
      [199, 300],
      [200, 300],
    ] as const;
    expect(spans.map(([fromMs, toMs]) => isExcluded(exclude, "web", { fromMs, toMs }))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  test("is of all services, or of those that are named", () => {
    const span = { fromMs: 100, toMs: 101 };
    expect(isExcluded([past(100, 200, ["web"])], "web", span)).toBe(true);
    expect(isExcluded([past(100, 200, ["web"])], "mail", span)).toBe(false);
    expect(isExcluded([past(100, 200, ["web"]), past(0, 150)], "mail", span)).toBe(true);
  });

  test("goes on over parts that touch or overlap", () => {
    const exclude = [past(0, 100), past(100, 150, ["web"]), past(140, 160, ["web"]), past(300, 400)];
    expect([excludedUntil(exclude, "web", 50), excludedUntil(exclude, "mail", 50)]).toEqual([160, 100]);
    expect(excludedUntil(exclude, "web", 200)).toBe(200);
  });
});
