import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { processUnderTest, type ProcessUnderTest } from "./process-under-test.ts";

const worker = `
let beat = 0;
const say = (event, more = {}) => process.stdout.write(JSON.stringify({ event, ...more }) + "\\n");
process.on("SIGTERM", () => { say("stopping"); process.exit(3); });
process.stderr.write("no JSON\\n");
say("started", { pid: process.pid });
setInterval(() => say("beat", { beat: (beat += 1) }), 10);
`;

let folder: string;
let child: ProcessUnderTest;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-process-"));
  const script = join(folder, "worker.mjs");
  writeFileSync(script, worker);
  child = processUnderTest({ name: "worker", args: [script], logFile: join(folder, "worker.log") });
});

afterAll(async () => {
  if (child.running) await child.kill();
  rmSync(folder, { recursive: true, force: true });
});

const within = { withinMs: 10_000 };

test("its log is read while it runs, it is killed, and started again as another process", async () => {
  child.start();
  const first = await child.awaitEvent("started", within);
  expect(first["pid"]).toBe(child.pid);
  await child.kill();
  expect([child.running, await child.ended()]).toMatchObject([false, { code: null, signal: "SIGKILL" }]);
  const mark = child.logged;
  child.start();
  const second = await child.awaitEvent("started", { ...within, since: mark });
  expect(second["pid"]).not.toBe(first["pid"]);
});

test("frozen it says nothing, thawed it goes on", async () => {
  await child.awaitEvent("beat", { ...within, since: child.logged });
  child.freeze();
  const mark = child.logged + 5;
  await expect(child.awaitEvent("beat", { withinMs: 300, since: mark })).rejects.toThrow(/waited 300 ms/u);
  child.thaw();
  await child.awaitEvent("beat", { ...within, since: mark });
});

test("its exit code is known after a SIGTERM, and all that it printed is kept", async () => {
  expect(await child.terminate()).toMatchObject({ code: 3, signal: null });
  await child.awaitEvent("stopping", within);
  expect(readFileSync(join(folder, "worker.log"), "utf8")).toContain("no JSON");
});
