import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { alert } from "../../../../packages/adapters/test/support/evidence.ts";
import { toldNothing } from "../../src/book/told.ts";
import { openSink } from "../../src/sinks/open-sink.ts";
import type { Message } from "../../src/sinks/sink.ts";
import { resolvedSink } from "../support/receivers.ts";

const message: Message = {
  event: alert(),
  why: "opened",
  told: toldNothing,
  acknowledgement: null,
  acknowledgeUrl: null,
  owners: [],
  isDoubted: false,
  nowMs: 1_633_362_180_000,
};
const never = new AbortController().signal;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serving(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => answer(request, response, Buffer.concat(chunks).toString("utf8")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a webhook", () => {
  test("brings the alert as a CloudEvent, signed, with a key by which a repetition is known", async () => {
    const seen: { readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
    const url = await serving(({ headers }, response, body) => {
      seen.push({ headers, body });
      response.end();
    });
    const sink = openSink(resolvedSink({ kind: "webhook", url, secret: "key", token: "abc" }));
    expect(await sink.tell([message], never)).toEqual({ kind: "taken" });
    const [{ headers, body }] = seen as [(typeof seen)[number]];
    expect(JSON.parse(body)).toEqual(message.event);
    expect(headers).toMatchObject({
      "content-type": "application/cloudevents+json; charset=utf-8",
      "idempotency-key": "c0ffee:1",
      authorization: "Bearer abc",
    });
    const signed = createHmac("sha256", "key").update(`1633362180.${body}`).digest("hex");
    expect(headers["tocsin-signature"]).toBe(`t=1633362180,v1=${signed}`);
  });

  test("follows no redirection, and brings nothing where it leads", async () => {
    let isLedAstray = false;
    const inside = await serving((_request, response) => {
      isLedAstray = true;
      response.end();
    });
    for (const status of [301, 302, 307, 308]) {
      const url = await serving((_request, response) => {
        response.writeHead(status, { location: inside }).end();
      });
      const outcome = await openSink(resolvedSink({ kind: "webhook", url })).tell([message], never);
      expect(outcome).toMatchObject({
        kind: "away",
        reason: expect.stringContaining("not followed") as string,
      });
    }
    expect(isLedAstray).toBe(false);
  });

  test("reads no answer that does not end, waits for none that does not come, and says when it may ask again", async () => {
    const endless = await serving((_request, response) => {
      response.writeHead(500);
      const more = setInterval(() => response.write("x".repeat(1000)), 1);
      response.on("close", () => clearInterval(more));
    });
    const hung = await serving(() => undefined);
    const busy = await serving((_request, response) => {
      response.writeHead(429, { "retry-after": "7" }).end("slow down");
    });
    const tell = async (url: string, timeoutMs: number) =>
      await openSink(resolvedSink({ kind: "webhook", url, timeoutMs })).tell([message], never);
    expect(await tell(endless, 5000)).toMatchObject({ kind: "away" });
    expect(await tell(hung, 100)).toMatchObject({ kind: "away", reason: "no answer within 100 ms" });
    expect(await tell(busy, 5000)).toEqual({
      kind: "away",
      reason: "answers 429: slow down",
      retryAfterMs: 7000,
    });
  });

  test("says what is wrong when nobody listens, without the address", async () => {
    const outcome = await openSink(resolvedSink({ kind: "slack", url: "http://127.0.0.1:1/secret" })).tell(
      [message],
      never,
    );
    expect(outcome.kind).toBe("away");
    expect(JSON.stringify(outcome)).not.toContain("secret");
  });
});

describe("mail", () => {
  async function postOffice(options: ConstructorParameters<typeof SMTPServer>[0] = {}) {
    const mails: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      authOptional: true,
      logger: false,
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
        stream.on("end", () => {
          mails.push(Buffer.concat(chunks).toString("utf8"));
          done();
        });
      },
      ...options,
    });
    server.on("error", () => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    closing.push(() => server.close());
    const { port } = server.server.address() as AddressInfo;
    return { mails, url: `smtp://127.0.0.1:${port}` };
  }
  const mailSink = (url: string, change: object = {}) =>
    openSink(
      resolvedSink({
        kind: "mail",
        url,
        from: "tocsin@example.org",
        to: ["a@example.org"],
        timeoutMs: 2000,
        ...change,
      }),
    );

  test("arrives with a subject that says it, and belongs to the mail of before", async () => {
    const { mails, url } = await postOffice();
    expect(await mailSink(url).tell([message], never)).toEqual({ kind: "taken" });
    const over = {
      ...message,
      event: alert({ status: "resolved", resolvedAt: "2021-10-04T16:00:00Z", revision: 2 }),
      why: "resolved" as const,
    };
    expect(await mailSink(url).tell([over], never)).toEqual({ kind: "taken" });
    const [first = "", second = ""] = mails;
    const head = (mail: string, name: string): string =>
      new RegExp(`^${name}: (.*)$`, "im").exec(mail)?.[1]?.trim() ?? "";
    expect(head(first, "Subject")).toContain("[Tocsin] CRITICAL: facebook, instagram");
    expect(head(first, "Auto-Submitted")).toBe("auto-generated");
    expect(head(second, "In-Reply-To")).toBe(head(first, "Message-ID"));
    expect(head(second, "Message-ID")).not.toBe(head(first, "Message-ID"));
  });

  test("that a server will never take is refused, what it may take later waits, and so does what it will not let in", async () => {
    const answering = (responseCode: number) => ({
      onRcptTo: (_address: unknown, _session: unknown, done: (error: Error) => void) =>
        done(Object.assign(new Error("no such"), { responseCode })),
    });
    expect(await mailSink((await postOffice(answering(550))).url).tell([message], never)).toMatchObject({
      kind: "refused",
    });
    expect(await mailSink((await postOffice(answering(451))).url).tell([message], never)).toMatchObject({
      kind: "away",
    });
    const closed = await postOffice({
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error("expired")),
    });
    const sink = mailSink(closed.url, { username: "tocsin", token: "old" });
    expect(await sink.tell([message], never)).toMatchObject({ kind: "away" });
  });

  test("goes nowhere in clear where TLS is asked for", async () => {
    const { mails, url } = await postOffice();
    expect(await mailSink(url.replace("smtp:", "smtp+starttls:")).tell([message], never)).toMatchObject({
      kind: "away",
    });
    expect(mails).toEqual([]);
  });
});
