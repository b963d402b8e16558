import { AlertEvent } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { kinds } from "./kinds.ts";
import { readable } from "./readable.ts";
import { told } from "./told.ts";

const all = kinds.map((kind) => ({ name: kind.name, ...told(kind) }));

test("there are ten kinds of alerts and more, and no two say the same", () => {
  const titles = all.map(({ first, last }) => `${first.data.title} ${last?.data.title}`);
  expect(new Set(titles).size).toBe(kinds.length);
  expect(kinds.length).toBeGreaterThanOrEqual(10);
});

describe.each(all)("$name", ({ kind, first, last }) => {
  const alerts = [first, ...(last === null ? [] : [last])];

  test("is told as the scope, shape and severity that it has", () => {
    const { scope, severity, shape } = first.data;
    expect({ scope, severity, shape: shape?.name ?? null }).toEqual(kind.expected);
  });

  test("is over in the end, in one way or the other", () => {
    expect(last?.data.status).toBe(kind.ends ?? "resolved");
  });

  test("is told in plain words: no evidence in nats, no code names, no cause", () => {
    for (const { data } of alerts) {
      const words = `${data.title} ${data.summary}`;
      expect(words).not.toMatch(/\bnats?\b|undefined|null|NaN|notFailing|reports-only|e-value/);
      expect(words).not.toMatch(/\battack|\bbug\b|human error/i);
      expect(data.summary).toMatch(/^\p{Lu}.*\.$/u);
    }
  });

  test("keeps the contract", () => {
    for (const alert of alerts) expect(AlertEvent.safeParse(alert).error).toBe(undefined);
  });

  test("is printed whole, in lines that fit a page", () => {
    const text = readable(1, { kind, first, last });
    const words = text.replaceAll(/\s+/g, " ");
    for (const { data } of alerts) {
      expect(words).toContain(data.title);
      expect(words).toContain(data.summary);
    }
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });
});

test("a blip of no consequence wakes nobody, whatever is said of it", () => {
  for (const { name, first, last } of all) {
    const severities = [first, last].map((alert) => alert?.data.severity);
    if (name.startsWith("a blip")) expect(new Set(severities)).toEqual(new Set(["info"]));
  }
});
