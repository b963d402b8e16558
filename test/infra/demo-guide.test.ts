import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { awaitCondition } from "../support/servers/run/await-condition.ts";

const guide = join(import.meta.dirname, "../../infra/docker/demo-guide.ts");
const soon = { withinMs: 20_000, everyMs: 20 };

test("the demo's guide says what Alertmanager fires, and ends with one line that says where to look", async () => {
  let alerts: readonly object[] = [];
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.setHeader("content-type", "application/json").end(JSON.stringify(alerts));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, [guide], { env: { ALERTMANAGER: url, TOCSIN: url }, stdio: "pipe" });
  const exited = once(child, "exit");
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
  const lines = (): readonly string[] => out.trimEnd().split("\n");
  try {
    await awaitCondition(() => asked > 1, { ...soon, what: "the guide to ask" });
    expect(lines()).toHaveLength(1);
    alerts = [{ labels: { incident: "i" }, annotations: { summary: "facebook and 5 more are down" } }];
    await awaitCondition(() => lines().length > 1, { ...soon, what: "what is fired" });
    alerts = [];
    await awaitCondition(() => lines().length > 3, { ...soon, what: "the end" });
    const before = asked;
    await awaitCondition(() => asked > before + 2, { ...soon, what: "the guide to go on" });
    expect(lines()[1]).toBe("Alertmanager fires: facebook and 5 more are down");
    expect(lines()[2]).toContain("Alertmanager fires it no longer");
    expect(lines()).toHaveLength(4);
    for (const place of ["127.0.0.1:3000/d/outage-room-2021-10-04", "127.0.0.1:9093", "tocsin.incidents.v1"])
      expect(lines()[3]).toContain(place);
    expect(child.exitCode).toBeNull();
  } finally {
    child.kill();
    await exited;
    server.closeAllConnections();
    server.close();
  }
});
