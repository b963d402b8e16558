import { createHmac } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { instantWait, type MemoryCluster } from "../../../../test/support/memory-log/index.ts";
import { awaitCondition } from "../../../../test/support/servers/run/await-condition.ts";
import { careDoor } from "../../src/acknowledging/care-door.ts";
import { linkTo } from "../../src/acknowledging/proof.ts";
import { notifierWorker } from "../../src/notifier-worker.ts";
import { chat } from "../../src/sinks/chat.ts";
import { emptyCluster, handClock, optionsOf, say, takeCare, topics } from "../support/notifier-world.ts";
import { receiver, resolvedSink } from "../support/receivers.ts";

const [secret, token] = ["a secret of enough characters", "a-token-of-enough-characters"];
const soon = { withinMs: 20_000, everyMs: 2, what: "the notifier" };
const evil = '<script>alert(1)</script> & "x"';

const open: { readonly stop: () => Promise<void>; readonly isDead: () => boolean }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) {
    const stopped = one.stop();
    // A process that was killed says nothing any more; its door is closed before that.
    if (!one.isDead()) await stopped;
  }
});

/** A notifier with its door, and what its sink was told, as `why` and who takes care. */
function running(cluster: MemoryCluster, fault?: Parameters<MemoryCluster["client"]>[0]) {
  const clock = handClock();
  const client = cluster.client(fault);
  const listening = Promise.withResolvers<number>();
  const instrumentation = {
    listening: (_host: string, port: number) => listening.resolve(port),
    handed: () => undefined,
  };
  const acknowledge = { host: "127.0.0.1", port: 0, url: null, secret, token };
  const topic = topics.acknowledgements;
  const door = careDoor({ acknowledge, log: client, topic, instrumentation, nowMs: clock.nowMs });
  const heard: string[] = [];
  const { send } = receiver((body) => void heard.push(JSON.stringify(body)));
  const sink = chat(
    resolvedSink({ kind: "slack" }),
    ({ why, acknowledgement }) => ({ why, by: acknowledgement?.by ?? null }),
    send,
  );
  const options = { ...optionsOf(client, [sink], { clock }), acknowledging: door };
  const worker = door.beside(notifierWorker(options));
  let isDead = false;
  open.push({ stop: async () => await worker.stop(), isDead: () => isDead });
  const kill = (): void => {
    isDead = true;
    client.kill();
    cluster.expire(client);
  };
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
    await fetch(`http://127.0.0.1:${await listening.promise}${path}`, { redirect: "manual", ...init });
  const bearer = async (path: string, body: object): Promise<Response> =>
    await ask(path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  const signed = (path: string, body: object, { ageMs = 0, over = path } = {}): RequestInit => {
    const text = JSON.stringify(body);
    const seconds = Math.floor((clock.nowMs() - ageMs) / 1000);
    const hex = createHmac("sha256", secret).update(`${seconds}.${over}.${text}`).digest("hex");
    return { method: "POST", headers: { "tocsin-signature": `t=${seconds},v1=${hex}` }, body: text };
  };
  return { ask, bearer, signed, heard, kill };
}

/** With an open incident of which the sink has heard. */
async function withIncident(incident = "c0ffee", title?: string) {
  const cluster = emptyCluster();
  await say(cluster, { incident, ...(title === undefined ? {} : { title }) });
  const notifier = running(cluster);
  await awaitCondition(() => notifier.heard.length === 1, soon);
  return { cluster, ...notifier };
}

const kept = (cluster: MemoryCluster): readonly unknown[] =>
  cluster
    .records(topics.acknowledgements)
    .map(({ value }) =>
      value === null ? null : (JSON.parse(Buffer.from(value).toString("utf8")) as unknown),
    );

const inCare = JSON.stringify({ why: "acknowledged", by: "ada" });

describe("who takes care is said by HTTP", () => {
  test.each(["bearer token", "signature"])("by a %s, and everybody hears of it once", async (way) => {
    const { cluster, ask, bearer, signed, heard } = await withIncident();
    const body = { incident: "c0ffee", by: "ada", note: "on it" };
    const once = async () =>
      way === "signature"
        ? await ask("/acknowledge", signed("/acknowledge", body))
        : await bearer("/acknowledge", body);
    const first = await once();
    expect([first.status, await first.json()]).toEqual([
      200,
      { incident: "c0ffee", acknowledged: true, changed: true, at: "2021-10-04T15:43:00.000Z", by: "ada" },
    ]);
    await awaitCondition(() => heard.includes(inCare), soon);
    const again = await Promise.all([once(), once()]);
    for (const answer of again) expect(await answer.json()).toMatchObject({ changed: false, by: "ada" });
    expect(kept(cluster)).toMatchObject([{ v: 1, incident: "c0ffee", by: "ada", note: "on it" }]);
    expect(heard.filter((line) => line === inCare)).toHaveLength(1);
  });

  test("and so is that nobody does any more; what was caught before and is sent again changes nothing then", async () => {
    const { cluster, ask, bearer, signed } = await withIncident();
    const caught = signed("/acknowledge", { incident: "c0ffee", by: "ada" });
    expect(await (await ask("/acknowledge", caught)).json()).toMatchObject({ changed: true });
    const withdrawn = await bearer("/unacknowledge", { incident: "c0ffee" });
    expect(await withdrawn.json()).toEqual({ incident: "c0ffee", acknowledged: false, changed: true });
    expect(await (await ask("/acknowledge", caught)).json()).toMatchObject({
      acknowledged: false,
      changed: false,
    });
    expect(kept(cluster)).toMatchObject([{ by: "ada" }, null]);
  });

  test("by a signature over the path as well, so that what says yes cannot be made to say no", async () => {
    const { ask, signed } = await withIncident();
    const request = signed("/unacknowledge", { incident: "c0ffee" }, { over: "/acknowledge" });
    expect((await ask("/unacknowledge", request)).status).toBe(401);
  });

  const incident = "c0ffee";
  test.each([
    ["no proof", 401, "not-authorized", { method: "POST", body: JSON.stringify({ incident }) }],
    ["another token", 401, "not-authorized", { method: "POST", headers: { authorization: "Bearer x" } }],
    ["a signature of six minutes ago", 401, "signature-too-old", { ageMs: 360_000 }],
    ["a signature of in six minutes", 401, "signature-too-old", { ageMs: -360_000 }],
    ["no JSON", 400, "body-malformed", { text: "{" }],
    ["no incident", 400, "body-malformed", { text: "{}" }],
    ["a key that there is not", 400, "body-malformed", { text: JSON.stringify({ incident, who: "ada" }) }],
    ["a note without end", 413, "body-too-large", { text: "x".repeat(100_000) }],
    ["an incident that is not open", 404, "incident-not-open", { text: JSON.stringify({ incident: "b" }) }],
    ["another method", 405, "method-not-allowed", { method: "PUT" }],
  ])("but not with %s", async (_what, status, error, how) => {
    const { cluster, ask, signed } = await withIncident();
    const { ageMs, text, ...init } = how as { ageMs?: number; text?: string } & RequestInit;
    const proved = { method: "POST", headers: { authorization: `Bearer ${token}` } };
    const request =
      ageMs !== undefined
        ? signed("/acknowledge", { incident }, { ageMs })
        : text !== undefined
          ? { ...proved, body: text }
          : init;
    const answer = await ask("/acknowledge", request);
    expect([answer.status, await answer.json()]).toMatchObject([status, { error }]);
    expect(kept(cluster)).toEqual([]);
  });

  test("nowhere else", async () => {
    const { bearer } = await withIncident();
    expect((await bearer("/metrics", {})).status).toBe(404);
  });

  test("by nobody where neither secret nor token matches an empty one", async () => {
    const { ask } = await withIncident();
    for (const authorization of ["Bearer ", "Bearer null", "Basic x"])
      expect((await ask("/acknowledge", { method: "POST", headers: { authorization } })).status).toBe(401);
  });
});

describe("a person with a link", () => {
  const pathOf = (incident: string): string =>
    linkTo(incident, { url: "http://h", secret })!.slice("http://h".length);

  test("sees a page on which names are text and not markup, and takes care by its button alone", async () => {
    const { cluster, ask, heard } = await withIncident("c0ffee", evil);
    const page = await ask(pathOf("c0ffee"));
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;");
    expect(text).not.toContain("<script");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(kept(cluster)).toEqual([]);
    const pressed = await ask(pathOf("c0ffee"), {
      method: "POST",
      body: new URLSearchParams({ by: "ada", note: "" }),
    });
    expect([pressed.status, await pressed.text()]).toEqual([
      200,
      expect.stringContaining("ada takes care of it"),
    ]);
    await awaitCondition(() => heard.includes(inCare), soon);
    expect(await (await ask(pathOf("c0ffee"))).text()).toContain("ada takes care of it");
  });

  test("takes care of that incident alone, and of none when it is over", async () => {
    const { cluster, ask, heard } = await withIncident();
    const other = pathOf("c0ffee").replace("c0ffee", "other");
    expect((await ask(other, { method: "POST" })).status).toBe(401);
    await say(cluster, {
      incident: "c0ffee",
      revision: 2,
      status: "resolved",
      resolvedAt: "2021-10-04T15:42:00Z",
    });
    await awaitCondition(() => heard.length === 2, soon);
    const late = await ask(pathOf("c0ffee"), { method: "POST" });
    expect([late.status, await late.text()]).toEqual([
      404,
      expect.stringContaining("no incident of this id is open"),
    ]);
    expect(kept(cluster)).toEqual([]);
  });
});

describe("whatever becomes of the notifier", () => {
  test("one that stands by sends to the other, and is asked again when it has taken over", async () => {
    const cluster = emptyCluster();
    await say(cluster, { incident: "c0ffee" });
    const first = running(cluster);
    await awaitCondition(() => first.heard.length === 1, soon);
    const second = running(cluster);
    const asked = async () => await second.bearer("/acknowledge", { incident: "c0ffee", by: "ada" });
    const answer = await asked();
    expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toMatchObject([
      503,
      "5",
      { error: "standing-by" },
    ]);
    first.kill();
    await awaitCondition(async () => (await asked()).status === 200, soon);
    expect(kept(cluster)).toMatchObject([{ by: "ada" }]);
  });

  test("killed when Kafka has it and before it answers, the same request at the next one changes nothing more", async () => {
    const cluster = emptyCluster();
    await say(cluster, { incident: "c0ffee" });
    const never = new Promise<never>(() => undefined);
    const reached = Promise.withResolvers<undefined>();
    const first = running(cluster, {
      fault: async ({ name, phase }) => {
        if (name === "append" && phase === "after") {
          reached.resolve(undefined);
          await never;
        }
        return "pass" as const;
      },
    });
    await awaitCondition(() => first.heard.length === 1, soon);
    const body = { incident: "c0ffee", by: "ada" };
    const unanswered = first.bearer("/acknowledge", body).catch(() => null);
    await reached.promise;
    first.kill();
    const second = running(cluster);
    await awaitCondition(async () => (await second.bearer("/acknowledge", body)).status === 200, soon);
    await awaitCondition(() => [...first.heard, ...second.heard].includes(inCare), soon);
    for (let turn = 0; turn < 50; turn += 1) await instantWait();
    expect(kept(cluster)).toMatchObject([{ by: "ada" }]);
    expect([...first.heard, ...second.heard].filter((line) => line === inCare)).toHaveLength(1);
    void unanswered;
  });

  test("Kafka that does not keep it is no yes: it is to be sent again", async () => {
    const cluster = emptyCluster();
    await say(cluster, { incident: "c0ffee" });
    let isDown = true;
    const { heard, bearer } = running(cluster, {
      fault: ({ name }) => (isDown && name === "append" ? "fail" : "pass"),
    });
    await awaitCondition(() => heard.length === 1, soon);
    const body = { incident: "c0ffee", by: "ada" };
    const refused = await bearer("/acknowledge", body);
    expect([refused.status, await refused.json()]).toMatchObject([503, { error: "not-kept" }]);
    isDown = false;
    expect(await (await bearer("/acknowledge", body)).json()).toMatchObject({ changed: true });
  });

  test("what the command says, and what it takes back, is known at the door too", async () => {
    const { cluster, bearer, ask, heard } = await withIncident();
    await takeCare(cluster, "c0ffee", "ada");
    await awaitCondition(() => heard.includes(inCare), soon);
    const path = linkTo("c0ffee", { url: "http://h", secret })!.slice("http://h".length);
    expect(await (await ask(path)).text()).toContain("ada takes care of it, since 2021-10-04T15:50:00Z");
    expect(await (await bearer("/unacknowledge", { incident: "c0ffee" })).json()).toMatchObject({
      changed: true,
    });
  });
});
