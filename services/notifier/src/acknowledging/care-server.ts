import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, answerTo, refused } from "./care-answers.ts";
import type { CareDesk, CareDone } from "./care-desk.ts";
import type { Keys } from "./proof.ts";

export interface CareServerOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly keys: Keys;
  readonly desk: CareDesk;
  readonly nowMs: () => number;
  /** Told of each acknowledgement that was handed in, and what became of it. */
  readonly handed: (done: CareDone) => void;
}

export interface CareServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

const mostBytes = 4096;
const mostConnections = 100;
const patienceMs = 10_000;

/**
 * Where people and programs say who takes care of an incident. What a stranger can cost is bounded: connections, the length
 * of a request and the time that it may take. Rejects with the system's error when it cannot listen.
 */
export async function careServer(options: CareServerOptions): Promise<CareServer> {
  const server = createServer(
    { requestTimeout: patienceMs, headersTimeout: patienceMs, keepAliveTimeout: 1000 },
    (request, response) => {
      answered(options, request).then(
        (answer) => send(response, answer, request.method),
        () => response.destroy(),
      );
    },
  );
  server.maxConnections = mostConnections;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once("error", reject);
  server.listen(options.port, options.host, () => resolve(undefined));
  await promise;
  server.off("error", reject);
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    close: async () => {
      const closed = Promise.withResolvers<undefined>();
      server.close(() => closed.resolve(undefined));
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

async function answered(options: CareServerOptions, request: IncomingMessage): Promise<Answer> {
  const { desk, keys, nowMs, handed } = options;
  const body = await bodyOf(request);
  if (body === null) return refused("body-too-large");
  const [path = "/", ...query] = (request.url ?? "/").split("?");
  const answer = await answerTo(
    {
      method: request.method ?? "GET",
      path,
      query: new URLSearchParams(query.join("?")),
      authorization: request.headers.authorization ?? null,
      signature: headerOf(request, "tocsin-signature"),
      body,
    },
    { desk, keys, nowMs: nowMs() },
  );
  if (answer.done !== undefined) handed(answer.done);
  return answer;
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name];
  return typeof value === "string" ? value : null;
}

/** Null where it is too long; the rest is not read then. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes <= mostBytes) chunks.push(chunk);
    else {
      request.pause();
      resolve(null);
    }
  });
  request.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
  request.once("close", () => reject(new Error("the request ended in its middle")));
  return await promise;
}

/** Nothing of a page is kept, framed, or told to where its links lead. */
const guards = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

function send(response: ServerResponse, { status, type, body, headers = {} }: Answer, method = "GET"): void {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, ...guards, ...headers });
  response.end(method === "HEAD" ? undefined : body);
}
