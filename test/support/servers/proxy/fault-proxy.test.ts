import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { faultProxy, type FaultProxy } from "./fault-proxy.ts";

let target: Server;
let proxy: FaultProxy;
let served = 0;

beforeAll(async () => {
  target = createServer((request, response) => {
    served += 1;
    request.resume().once("end", () => response.end("from the target"));
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  proxy = await faultProxy(`http://127.0.0.1:${(target.address() as AddressInfo).port}`);
});

beforeEach(async () => {
  await proxy.set({ kind: "pass" });
  served = 0;
});

afterAll(async () => {
  await proxy.close();
  target.closeAllConnections();
  target.close();
});

const ask = (timeoutMs = 5000): Promise<Response> =>
  fetch(proxy.url, { method: "POST", body: "x".repeat(100_000), signal: AbortSignal.timeout(timeoutMs) });

test("it passes what comes", async () => {
  const response = await ask();
  expect([response.status, await response.text(), served]).toEqual([200, "from the target", 1]);
});

test("it refuses connections, and takes them again", async () => {
  await proxy.set({ kind: "refuse" });
  await expect(ask()).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  await proxy.set({ kind: "pass" });
  expect((await ask()).status).toBe(200);
});

test("it hangs without an answer, and answers when the hanging ends", async () => {
  await proxy.set({ kind: "hang" });
  await expect(ask(300)).rejects.toThrow(/timeout/u);
  expect(served).toBe(0);
  const waiting = ask();
  await proxy.set({ kind: "pass" });
  expect((await waiting).status).toBe(200);
});

test("it answers 503 itself, also on a connection that was open before", async () => {
  await (await ask()).text();
  await proxy.set({ kind: "answer", status: 503 });
  expect((await ask()).status).toBe(503);
  expect(served).toBe(1);
});

test("slow, it takes the delay at least once in each direction", async () => {
  await proxy.set({ kind: "slow", delayMs: 150 });
  const startMs = performance.now();
  expect((await ask()).status).toBe(200);
  expect(performance.now() - startMs).toBeGreaterThan(290);
});

test("cut in one direction, the target hears what nobody gets an answer to, or hears nothing", async () => {
  await proxy.set({ kind: "one-way", held: "answers" });
  await expect(ask(500)).rejects.toThrow(/timeout/u);
  expect(served).toBe(1);
  await proxy.set({ kind: "one-way", held: "requests" });
  await expect(ask(300)).rejects.toThrow(/timeout/u);
  expect(served).toBe(1);
  await proxy.set({ kind: "pass" });
  expect((await ask()).status).toBe(200);
});
