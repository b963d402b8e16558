import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Health, HealthVerdict } from "./health.ts";
import { type MetricsFormat, openMetricsType, plainTextType } from "./metrics-format.ts";

export interface HealthServerOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly health: Health;
  /** The text that `/metrics` gives. */
  readonly metrics: { text(format: MetricsFormat): Promise<string> };
}

export interface HealthServer {
  readonly host: string;
  readonly port: number;
  /** Resolves soon, also when clients hold connections open. */
  close(): Promise<void>;
}

/**
 * Answers `/livez`, `/readyz` and `/metrics`. A verdict is JSON: 200 if all is well, else 503 with what is not and why.
 * Rejects with the system's error when it cannot listen.
 */
export async function healthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const { localAddress } = request.socket;
    if (isLoopback(localAddress) && !namesLoopback(request.headers.host)) {
      const body = "ask for localhost: no other name is answered on the loopback interface\n";
      send(response, 421, { type: "text/plain; charset=utf-8", body });
      return;
    }
    answer(options, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else send(response, 500, { type: "text/plain; charset=utf-8", body: "internal error\n" });
    });
  });
  await listening(server, options);
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port, close: async () => await closed(server) };
}

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (address === "::1" || /^(::ffff:)?127\./.test(address));

/**
 * Whether a request names this machine as it names itself. A page in a browser here can be made to ask us under a name of
 * its own that leads to the loopback interface, and read the answer (DNS rebinding); such a name is not answered.
 */
const namesLoopback = (host: string | undefined): boolean =>
  host === undefined || /^(localhost|127(\.\d{1,3}){3}|\[::1\])\.?(:\d+)?$/i.test(host);

async function listening(server: Server, { host, port }: HealthServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once("error", reject);
  server.listen(port, host, () => resolve(undefined));
  await promise;
  server.off("error", reject);
}

async function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.close(() => resolve(undefined));
  server.closeAllConnections();
  await promise;
}

async function answer(
  { health, metrics }: HealthServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    send(response, 405, { type: "text/plain; charset=utf-8", body: "only GET and HEAD\n" });
    return;
  }
  const [path] = (request.url ?? "/").split("?");
  switch (path) {
    case "/livez":
      sendVerdict(response, health.alive());
      return;
    case "/readyz":
      sendVerdict(response, health.readiness());
      return;
    case "/metrics": {
      const format = wantsOpenMetrics(request) ? "openmetrics" : "plain";
      const type = format === "openmetrics" ? openMetricsType : plainTextType;
      send(response, 200, { type, body: await metrics.text(format) });
      return;
    }
    default:
      send(response, 404, {
        type: "text/plain; charset=utf-8",
        body: "/livez, /readyz and /metrics are here\n",
      });
  }
}

function wantsOpenMetrics(request: IncomingMessage): boolean {
  return (request.headers.accept ?? "").includes("application/openmetrics-text");
}

function sendVerdict(response: ServerResponse, verdict: HealthVerdict): void {
  const body = `${JSON.stringify(verdict)}\n`;
  send(response, verdict.ok ? 200 : 503, { type: "application/json; charset=utf-8", body });
}

function send(response: ServerResponse, status: number, content: { type: string; body: string }): void {
  response.writeHead(status, { "content-type": content.type, "cache-control": "no-store" });
  response.end(content.body);
}
