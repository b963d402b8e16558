import { LogFault, StateFault } from "@tocsin/log";
import { describe, expect, test } from "vitest";
import { memoryKafka } from "../../../../test/support/memory-kafka.ts";
import { usageFault, type WorkerApp, workerProcess } from "../../src/process/index.ts";

interface Line {
  readonly event: string;
  readonly service: string;
  readonly port?: number;
}

const free = { TOCSIN_HTTP_PORT: "0" };

/** A worker that works until it is stopped, or ends with a failure of its own. */
function appOf(more: Partial<WorkerApp> & { readonly failure?: unknown } = {}) {
  const course: string[] = [];
  const { failure, ...changed } = more;
  const app: WorkerApp = {
    name: "intake",
    start: () => {
      course.push("started");
      const { promise: done, resolve, reject } = Promise.withResolvers<undefined>();
      done.catch(() => undefined);
      if (failure !== undefined) reject(failure);
      return {
        done: done.then(() => undefined),
        stop: async () => {
          course.push("stopped");
          resolve(undefined);
        },
      };
    },
    ...changed,
  };
  return { app, course };
}

interface Asked {
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Stops it when the log says this. */
  readonly stopAt?: string;
}

async function ran(app: WorkerApp, { argv = [], env = free, stopAt }: Asked = {}) {
  const lines: Line[] = [];
  const told: string[] = [];
  const stopping = new AbortController();
  const { cluster } = memoryKafka();
  const write = (text: string): void => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    if (line.event === stopAt) stopping.abort();
  };
  const outside = { write, stop: stopping.signal, cluster };
  const tell = (text: string): void => void told.push(text);
  const code = await workerProcess({ app, version: "1.2.3", argv, env, outside, tell });
  return { code, lines, events: lines.map(({ event }) => event), told: told.join("") };
}

test("a worker is a process of its own: it listens, works, and when it is told to stop hands over and ends with 0", async () => {
  const { app, course } = appOf();
  const { code, lines, events, told } = await ran(app, { stopAt: "worker.ready" });
  expect([code, told]).toEqual([0, ""]);
  expect(events.filter((event) => event !== "topic.warning")).toEqual([
    "worker.starting",
    "config.loaded",
    "http.listening",
    "worker.ready",
    "worker.stopping",
    "worker.stopped",
  ]);
  expect(lines[0]).toMatchObject({ service: "tocsin-intake", workers: ["intake"], version: "1.2.3" });
  expect(course).toEqual(["started", "stopped"]);
  const port = lines.find(({ event }) => event === "http.listening")?.port;
  await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow();
});

describe("what keeps it from starting or going on is told in words, and is an exit code", () => {
  test("an option that there is not: 2, with those that there are", async () => {
    const { code, told } = await ran(appOf().app, { argv: ["--cnfig", "a"] });
    expect(code).toBe(2);
    expect(told).toMatch(/^tocsin-intake: .*cnfig[\s\S]*--config FILE and --topology FILE/);
  });

  test("a faulty configuration: 2, each fault with its place", async () => {
    const { code, told, lines } = await ran(appOf().app, { env: { TOCSIN_WINDOW_MSS: "1" } });
    expect([code, lines]).toEqual([2, []]);
    expect(told).toMatch(/^environment:1:1 config-unknown-key .*TOCSIN_WINDOW_MS"/);
    expect(told).toContain("tocsin-intake: nothing was started");
  });

  test("nothing to do: 2, before it says a word in its log", async () => {
    const idle = appOf({ idle: () => usageFault("nothing to do", "Give it something.") });
    const { code, told, lines } = await ran(idle.app);
    expect([code, told, lines]).toEqual([2, "tocsin-intake: nothing to do\nGive it something.\n", []]);
    expect(idle.course).toEqual([]);
  });

  test("a check of its own that fails: it is not started", async () => {
    const { app, course } = appOf({ check: async () => await Promise.reject(usageFault("no bucket")) });
    const { code, told } = await ran(app);
    expect([code, told, course]).toEqual([2, "tocsin-intake: no bucket\n", []]);
  });

  test("Kafka away while it works: 4, and the worker is stopped", async () => {
    const { app, course } = appOf({ failure: new LogFault("unreachable", "nobody there") });
    const { code, told } = await ran(app);
    expect(code).toBe(4);
    expect(told).toContain("no broker answers at");
    expect(course).toEqual(["started", "stopped"]);
  });

  test.each([
    ["SASL_AUTHENTICATION_FAILED", /Check kafka\.tls and kafka\.sasl\./],
    ["TOPIC_AUTHORIZATION_FAILED", /lacks a right \(ACL\): read, .* on a topic .*docs\/operations\.md/],
    ["GROUP_AUTHORIZATION_FAILED", /lacks a right \(ACL\): read on the consumer group\./],
    ["TRANSACTIONAL_ID_AUTHORIZATION_FAILED", /lacks a right \(ACL\): write .* on the transactional id\./],
  ])("Kafka refuses with %s: 4, and what to do about that", async (type, advice) => {
    const cause = Object.assign(new Error("not authorized"), { type });
    const { code, told } = await ran(appOf({ failure: new LogFault("refused", "no", { cause }) }).app);
    expect(code).toBe(4);
    expect(told).toMatch(advice);
  });

  test("a memory that must not be used: 2, and an event", async () => {
    const failure = new StateFault("state-newer", "of a newer version");
    const { code, events, told } = await ran(appOf({ failure }).app);
    expect([code, events.at(-1)]).toEqual([2, "state.refused"]);
    expect(told).toContain("of a newer version (state-newer)");
  });

  test("what others wrote in it moves no cursor: a terminal is told nothing by an answer or a name", async () => {
    const failure = new StateFault("state-newer", "\u001b]0;gone\u0007\u001b[2J of\na \u202enewer version");
    const { told } = await ran(appOf({ failure }).app);
    expect(told).toContain("?]0;gone??[2J of\na ?newer version (state-newer)");
  });

  test("a bug: 70, with its trace, and an event", async () => {
    const { code, events, told } = await ran(appOf({ failure: new TypeError("a is not b") }).app);
    expect([code, events.at(-1)]).toEqual([70, "crash"]);
    expect(told).toMatch(/TypeError: a is not b\n\s+at [\s\S]*this is a bug/);
  });
});
