import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { kafkaInstrumentation } from "../../../src/kafka/faults/trouble.ts";
import { health, logger } from "../../../src/observe/index.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function instruments() {
  const lines: Record<string, unknown>[] = [];
  const log = logger({
    level: "info",
    service: "tocsin",
    environment: "test",
    destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const told = health();
  return { lines, told, trouble: kafkaInstrumentation({ log, health: told, elapsedMs: Date.now }) };
}

const refused = { name: "heartbeat-failed", message: "connect ECONNREFUSED", group: "g" };

test("while Kafka does not answer the process is not ready and says why, and is ready again when all is quiet", () => {
  const { told, trouble } = instruments();
  told.ready("intake", null);
  for (let seconds = 0; seconds < 60; seconds += 5) {
    trouble(refused);
    vi.advanceTimersByTime(5000);
    expect(told.readiness()).toMatchObject({
      ok: false,
      checks: [{ ok: true }, { name: "kafka", reason: "heartbeat-failed: connect ECONNREFUSED (group g)" }],
    });
  }
  vi.advanceTimersByTime(15_000);
  expect(told.readiness().ok).toBe(true);
});

test("what the client says of one connection alone does not make the process unready", () => {
  const { lines, told, trouble } = instruments();
  told.ready("intake", null);
  trouble({ name: "kafka-client", message: "Connection: closed", broker: "a:1" });
  expect(told.readiness().ok).toBe(true);
  expect(lines).toMatchObject([{ event: "kafka.trouble", trouble: "kafka-client", broker: "a:1", count: 1 }]);
});

test("a trouble that comes many times a second is one line in ten seconds, with its number; another is told at once", () => {
  const { lines, trouble } = instruments();
  for (let times = 0; times < 100; times += 1) {
    trouble(refused);
    vi.advanceTimersByTime(101);
  }
  trouble({ ...refused, name: "session-lost" });
  trouble(refused);
  expect(lines.map(({ trouble: name, count }) => [name, count])).toEqual([
    ["heartbeat-failed", 1],
    ["session-lost", 1],
    ["heartbeat-failed", 100],
  ]);
});
