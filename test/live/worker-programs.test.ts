import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Runs the program of a worker with these variables alone. */
async function ran(worker: string, env: Readonly<Record<string, string>>) {
  const program = join(root, `services/${worker}/src/main.ts`);
  const child = spawn(process.execPath, ["--conditions=source", program], { env, stdio: "pipe" });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, out, err };
}

test.each(["intake", "detector", "recorder", "notifier"])(
  "%s is a program: it reads its environment, and says what is wrong with it",
  async (worker) => {
    const { code, out, err } = await ran(worker, { TOCSIN_CLOK: "wall" });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^environment:1:1 config-unknown-key .*TOCSIN_CLOCK"/);
    expect(err).toContain(`tocsin-${worker}: nothing was started`);
  },
);

test("a program whose broker does not answer says so and ends with 4", async () => {
  const { code, out, err } = await ran("intake", {
    TOCSIN_KAFKA_BROKERS: "127.0.0.1:1",
    TOCSIN_KAFKA_CONNECT_TIMEOUT_MS: "1000",
    TOCSIN_HTTP_PORT: "0",
  });
  expect(code).toBe(4);
  expect(err).toContain("tocsin-intake: no broker answers at 127.0.0.1:1");
  expect(out).toMatch(/"service":"tocsin-intake".*"event":"worker.starting"/);
});
