import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Acknowledgement, type AlertData, topicNames } from "@tocsin/contracts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { memoryKafka, type MemoryKafka } from "../../../../test/support/memory-kafka.ts";
import { alert, at } from "../support/alerts.ts";
import { run } from "../support/run.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-notify-"));
const bodies: unknown[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => void chunks.push(chunk));
  request.on("end", () => {
    bodies.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    response.writeHead(request.url === "/bad" ? 403 : 200).end();
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function configured(notify: string): string {
  const file = join(folder, "tocsin.yaml");
  writeFileSync(file, notify);
  return file;
}

let kafka: MemoryKafka;
beforeEach(() => {
  kafka = memoryKafka();
  bodies.length = 0;
});

const raised = async (change: Partial<AlertData>): Promise<void> => {
  const event = alert(change);
  await kafka.brokers
    .client()
    .append([
      { topic: topicNames.incidents, partition: 0, key: event.subject, value: JSON.stringify(event) },
    ]);
};
const notify = async (...argv: readonly string[]) =>
  await run(["notify", ...argv], { cluster: kafka.cluster, env: { USER: "ann" } });

describe("tocsin notify test", () => {
  test("sends every sink of every route an incident that says of itself that it is none, and its end", async () => {
    const file = configured(
      `notify:\n  sinks:\n    - { name: hook, kind: webhook, url: "${base}/good" }\n    - { name: chat, kind: slack, url: "${base}/chat" }\n  routes:\n    - { sinks: [hook, chat] }\n    - { sinks: [hook], severities: [critical], scopes: [blind] }\n`,
    );
    const { code, out, err } = await notify("test", "--config", file);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      "route 1, hook: has taken the rehearsal\nroute 1, chat: has taken the rehearsal\nroute 2, hook: has taken the rehearsal\n",
    );
    expect(bodies).toHaveLength(6);
    expect(JSON.stringify(bodies)).toContain("nothing has failed");
    expect(bodies[4]).toMatchObject({ data: { severity: "critical", scope: "blind", status: "open" } });
    expect(bodies[5]).toMatchObject({ data: { status: "resolved" } });
  });

  test("ends with 1 where a sink cannot be told, says which and why, and asks the others all the same", async () => {
    const file = configured(
      `notify:\n  sinks:\n    - { name: bad, kind: webhook, url: "${base}/bad" }\n    - { name: good, kind: webhook, url: "${base}/good" }\n  routes:\n    - { sinks: [bad, good] }\n`,
    );
    const { code, out, err } = await notify("test", "--config", file);
    expect(code).toBe(1);
    expect(out).toBe("route 1, bad: away: answers 403\nroute 1, good: has taken the rehearsal\n");
    expect(err).toContain("1 sink could not be told");
  });

  test("without a route says that nobody is ever told", async () => {
    const { code, err } = await notify("test");
    expect(code).toBe(2);
    expect(err).toContain("no route in its notify section");
  });
});

describe("tocsin notify ack", () => {
  test("keeps who takes care of an incident, which is shown with it, and takes it back", async () => {
    await raised({ incident: "i-10aa", revision: 1 });
    const { code, out } = await notify("ack", "i-10aa", "--note", "on it");
    expect(code).toBe(0);
    expect(out).toMatch(/^i-10aa: in the care of ann since .* UTC: on it\.\n$/);
    const [value] = kafka.values(topicNames.acknowledgements);
    expect(JSON.parse(value ?? "") as Acknowledgement).toEqual({
      v: 1,
      incident: "i-10aa",
      at: expect.any(String) as string,
      by: "ann",
      note: "on it",
    });
    const inspect = async () => (await run(["inspect", "incidents"], { cluster: kafka.cluster })).out;
    expect(await inspect()).toContain("in the care of ann since");
    expect((await notify("ack", "i-10aa", "--withdraw")).out).toBe("i-10aa: in nobody's care any more.\n");
    expect(await inspect()).not.toContain("in the care of");
  });

  test("of an incident that is over says so, and of one that is none what was meant", async () => {
    await raised({ incident: "i-10aa", status: "resolved", resolvedAt: at("21:05") });
    const over = await notify("ack", "i-10aa", "--by", "team");
    expect([over.code, over.err]).toEqual([0, "tocsin: i-10aa is resolved, so nobody is told of it\n"]);
    const unknown = await notify("ack", "i-10ab");
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining("Did you mean i-10aa?") as string,
    ]);
  });

  test.each([
    [[], "needs to be told what to do"],
    [["akc"], "notify ack"],
    [["ack"], "needs the incident"],
    [["ack", "a", "b"], "takes no further argument: b"],
    [["test", "--by", "ann"], "--by goes with tocsin notify ack alone"],
    [["list", "--withdraw"], "--withdraw goes with tocsin notify ack alone"],
    [["ack", "a", "--json"], "--json goes with tocsin notify list alone"],
  ])("refuses %j with 2", async (argv, words) => {
    const { code, err } = await notify(...argv);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

test("tocsin notify list shows what each sink knows of what is open", async () => {
  expect((await notify("list")).out).toContain("Nobody is to be told of anything.");
  const event = alert({ incident: "i-10aa", revision: 2 });
  const told = {
    pager: { revision: 1, status: "open", severity: "critical", scope: "simultaneous" },
    chat: {},
    mail: { onItsWay: { revision: 2, severity: "critical", scope: "simultaneous" } },
  };
  const from = { topic: topicNames.incidents, partition: 0, offset: 3 };
  const value = JSON.stringify({ format: 1, event, from, takenAtMs: 0, told });
  await kafka.brokers
    .client()
    .append([{ topic: topicNames.notifierState, partition: 0, key: "incident/i-10aa", value }]);
  const { out } = await notify("list");
  expect(out).toContain("1 incident that somebody is told of");
  expect(out).toContain("pager: was told that it is open, revision 1 of 2");
  expect(out).toContain("chat: is still to be told");
  expect(out).toContain("mail: revision 2 is on its way");
  const line = JSON.parse((await notify("list", "--json")).out) as { readonly told: unknown };
  expect(line).toMatchObject({ incident: "i-10aa", revision: 2, status: "open", acknowledgement: null });
});
