import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../run/free-port.ts";

/** `requests`: from the client to the server. */
export type Direction = "requests" | "answers";

export type ProxyMode =
  /** As if it were not there. */
  | { readonly kind: "pass" }
  /** Nobody listens; open connections are reset. */
  | { readonly kind: "refuse" }
  /** Connections are accepted and stay open; nothing passes. */
  | { readonly kind: "hang" }
  /** Every HTTP request is read and answered with this status; the target sees none. */
  | { readonly kind: "answer"; readonly status: number }
  /** Connections are accepted and stay open; what goes in this direction waits, what goes in the other passes. */
  | { readonly kind: "one-way"; readonly held: Direction }
  /** Every piece of data waits so long, in both directions. */
  | { readonly kind: "slow"; readonly delayMs: number };

export interface FaultProxy {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly mode: ProxyMode;
  /** Resolves when the mode holds: for new connections and for those that are open. */
  set(mode: ProxyMode): Promise<void>;
  /** Connections that were accepted so far. */
  readonly accepted: number;
  close(): Promise<void>;
}

const host = "127.0.0.1";

const targetOf = (target: string): { readonly host: string; readonly port: number } => {
  const url = new URL(target.includes("://") ? target : `tcp://${target}`);
  return { host: url.hostname, port: Number(url.port) };
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });

interface Gate {
  mode: ProxyMode;
  /** Ends when the mode changes. */
  change: PromiseWithResolvers<void>;
}

const holds = (mode: ProxyMode, direction: Direction): boolean =>
  mode.kind === "hang" || (mode.kind === "one-way" && mode.held === direction);

async function passes(gate: Gate, direction: Direction): Promise<void> {
  while (holds(gate.mode, direction)) await gate.change.promise;
  if (gate.mode.kind === "slow") await pause(gate.mode.delayMs);
}

/** Holds at most one piece of data: the sender is held up, as by a slow network. */
async function pump(
  direction: Direction,
  { from, to }: { readonly from: Socket; readonly to: Socket },
  gate: Gate,
): Promise<void> {
  try {
    for await (const chunk of from) {
      await passes(gate, direction);
      if (!to.write(chunk as Uint8Array)) await once(to, "drain");
    }
    to.end();
  } catch {
    to.destroy();
  }
}

/** Stands before a server (`host:port` or a URL) and makes its network bad. Passes everything at first. */
export async function faultProxy(target: string): Promise<FaultProxy> {
  const port = await freePort();
  const open = new Set<Socket>();
  const gate: Gate = { mode: { kind: "pass" }, change: Promise.withResolvers() };
  let accepted = 0;
  const answering = createHttpServer((request, response) => {
    request.resume().once("end", () => {
      const status = gate.mode.kind === "answer" ? gate.mode.status : 502;
      response.writeHead(status, { connection: "close" }).end(`{"message":"fault proxy: ${status}"}`);
    });
  });
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => open.delete(socket));
  };
  const server = createServer((client) => {
    accepted += 1;
    keep(client);
    if (gate.mode.kind === "answer") {
      answering.emit("connection", client);
      return;
    }
    const upstream = connect(targetOf(target));
    keep(upstream);
    upstream.once("error", () => client.resetAndDestroy());
    void pump("requests", { from: client, to: upstream }, gate);
    void pump("answers", { from: upstream, to: client }, gate);
  });
  const reset = (): void => {
    for (const socket of open) socket.resetAndDestroy();
  };
  const unlisten = async (): Promise<void> => {
    if (server.listening) {
      server.close();
      reset();
      await once(server, "close");
    }
  };
  await listen(server, port);
  return {
    address: `${host}:${port}`,
    url: `http://${host}:${port}`,
    get mode() {
      return gate.mode;
    },
    get accepted() {
      return accepted;
    },
    set: async (mode) => {
      gate.mode = mode;
      gate.change.resolve();
      gate.change = Promise.withResolvers();
      if (mode.kind === "refuse") await unlisten();
      else if (!server.listening) await listen(server, port);
      if (mode.kind === "answer") reset();
    },
    close: async () => {
      gate.mode = { kind: "refuse" };
      gate.change.resolve();
      await unlisten();
      answering.close();
    },
  };
}
