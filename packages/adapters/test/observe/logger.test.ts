import { describe, expect, test } from "vitest";
import { type EventName, events, type Logger, logger, type LoggerOptions } from "../../src/observe/index.ts";

type Line = Readonly<Record<string, unknown>>;

function logged(say: (log: Logger) => void, options: Partial<LoggerOptions> = {}): readonly Line[] {
  const lines: string[] = [];
  say(
    logger({
      level: "info",
      service: "tocsin-intake",
      environment: "test",
      now: () => 1_700_049_600_000,
      destination: { write: (line) => void lines.push(line) },
      ...options,
    }),
  );
  return lines.map((line) => {
    expect(line.endsWith("\n")).toBe(true);
    return JSON.parse(line) as Line;
  });
}

describe("a log line", () => {
  test("is one JSON object with level, time in UTC, service, environment, event and its fields", () => {
    const [line] = logged((log) => log.event("partition.acquired", { topic: "t", partition: 3 }));
    expect(line).toEqual({
      level: "info",
      time: "2023-11-15T12:00:00.000Z",
      service: "tocsin-intake",
      environment: "test",
      event: "partition.acquired",
      topic: "t",
      partition: 3,
    });
  });

  test("has the level of its event, and is left out below the level asked for", () => {
    const say = (log: Logger): void => {
      for (const name of Object.keys(events) as readonly EventName[]) log.event(name);
    };
    expect(logged(say, { level: "debug" }).map(({ event, level }) => [event, level])).toEqual(
      Object.entries(events).map(([name, { level }]) => [name, level]),
    );
    expect(logged(say).map(({ event }) => event)).not.toContain("window.closed");
    expect(new Set(logged(say, { level: "error" }).map(({ level }) => level))).toEqual(new Set(["error"]));
  });

  test("carries the fields of the log it was said in, the nearest first", () => {
    const [line] = logged((log) => {
      log
        .with({ worker: "intake", partition: 1 })
        .with({ partition: 2 })
        .event("partition.released", { reason: "stop" });
    });
    expect(line).toMatchObject({ worker: "intake", partition: 2, reason: "stop" });
  });

  test("cannot be made to lie about event, level, time or service by a field", () => {
    const [line] = logged((log) => {
      log.event("crash", {
        event: "x",
        level: "info",
        time: "never",
        service: "other",
        environment: "other",
      });
    });
    expect(line).toMatchObject({
      event: "crash",
      level: "error",
      service: "tocsin-intake",
      environment: "test",
    });
    expect(line?.time).toBe("2023-11-15T12:00:00.000Z");
  });
});

describe("an error in a log line", () => {
  test("is told with kind, code, message, stack and what caused it", () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const error = Object.assign(new Error("no broker answers", { cause }), { kind: "unreachable" });
    const [line] = logged((log) => log.event("kafka.trouble", {}, error));
    expect(line?.error).toMatchObject({
      name: "Error",
      kind: "unreachable",
      message: "no broker answers",
      stack: expect.stringContaining("no broker answers") as string,
      cause: { message: "connect ECONNREFUSED", code: "ECONNREFUSED" },
    });
  });

  test("may be anything that was thrown", () => {
    const lines = logged((log) => {
      log.event("crash", {}, "a text");
      log.event("crash", {}, null);
      log.event("crash", {}, new AggregateError([new Error("one")], "many"));
    });
    expect(lines.map(({ error }) => error)).toEqual([
      "a text",
      null,
      expect.objectContaining({ message: "many", errors: [expect.objectContaining({ message: "one" })] }),
    ]);
  });
});

describe("secrets", () => {
  test("are hidden by the name of their key at any depth, and wherever their text stands", () => {
    const [line] = logged(
      (log) => {
        log.event("config.loaded", {
          password: "p",
          kafka: { sasl: { password: "p", username: "u", passwordFile: "pw.txt" } },
          headers: [{ Authorization: "Token abc" }, { apiToken: 7, token: null }],
          url: "http://abc@host/?q=abc",
        });
      },
      { secrets: ["abc", "", "abcdef"] },
    );
    expect(line).toMatchObject({
      password: "***",
      kafka: { sasl: { password: "***", username: "u", passwordFile: "pw.txt" } },
      headers: [{ Authorization: "***" }, { apiToken: "***", token: null }],
      url: "http://***@host/?q=***",
    });
  });

  test("that are part of one another leave no rest", () => {
    const [line] = logged((log) => log.event("config.loaded", { text: "abcdef abc" }), {
      secrets: ["abc", "abcdef"],
    });
    expect(line?.text).toBe("*** ***");
  });
});

test("whatever a field holds, the line is written and stays small", () => {
  const circle: Record<string, unknown> = {};
  circle.inner = circle;
  const [line] = logged((log) => {
    log.event("config.loaded", {
      circle,
      big: 12n,
      bytes: new Uint8Array(1_000_000),
      when: new Date(Number.NaN),
      map: new Map([["a", new Set([1])]]),
      run: () => 1,
      none: undefined,
    });
  });
  expect(line).toMatchObject({
    big: "12",
    bytes: "1000000 bytes",
    when: null,
    map: [["a", [1]]],
    run: "function",
  });
  expect(JSON.stringify(line).length).toBeLessThan(500);
});

test("every event has a name of lower-case words and a sentence", () => {
  for (const [name, { meaning }] of Object.entries(events)) {
    expect(name).toMatch(/^[a-z-]+(\.[a-z-]+)?$/);
    expect(meaning).toMatch(/^[A-Z].{10,}\.$/);
  }
});
