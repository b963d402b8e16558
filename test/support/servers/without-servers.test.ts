import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "../../..");

test("where no server can be had that is said once, before any test, and all tests that need one skip", async () => {
  const vitest = join(repository, "node_modules/vitest/vitest.mjs");
  const options = ["run", "--project", "servers", "--isolate=false", "--reporter=dot"];
  // Without a PATH there is no program to start a server with, and no address is given.
  const env = { NO_COLOR: "1", PATH: "/nowhere", TOCSIN_TEST_SERVERS: "environment,processes" };
  const child = spawn(process.execPath, [vitest, ...options], { cwd: repository, env, stdio: "pipe" });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const said = err.split("\n").filter((line) => line.startsWith("servers: "));
  expect(said).toEqual([
    expect.stringMatching(/^servers: no Apache Kafka .*, tests that need what is not there skip$/u),
  ]);
  expect(out).toMatch(/^ +Tests .*\b[1-9]\d\d skipped/mu);
  expect(child.exitCode, out).toBe(0);
}, 180_000);
