import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export type ProxyMode =
  | { readonly kind: "open" }
  /** Connections are refused by closing them at once. */
  | { readonly kind: "down" }
  /** Connections are taken, and nothing is ever answered. */
  | { readonly kind: "mute" }
  /** What the server answers comes later. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** Every request is answered with this status, and the server never sees it. */
  | { readonly kind: "failing"; readonly status: number };

export interface Proxy {
  readonly url: string;
  /** Ends the connections that are open. */
  readonly change: (mode: ProxyMode) => void;
  /** Connections that were made in this mode. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** Stands between a client and the server at the URL, and misbehaves on demand. */
export async function proxyTo(url: string): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let mode: ProxyMode = { kind: "open" };
  let connections = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    connections += 1;
    keep(client);
    if (mode.kind === "down") client.destroy();
    else if (mode.kind === "failing") failEvery(client, mode.status);
    else if (mode.kind !== "mute") {
      const upstream = keep(connect(Number(target.port), target.hostname));
      passOn(client, upstream, mode.kind === "slow" ? mode.delayMs : 0);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    change: (next) => {
      mode = next;
      connections = 0;
      for (const socket of sockets) socket.destroy();
    },
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passOn(client: Socket, upstream: Socket, delayMs: number): void {
  client.pipe(upstream);
  upstream.on("data", (chunk) => {
    if (delayMs === 0) client.write(chunk);
    else setTimeout(() => client.writable && client.write(chunk), delayMs);
  });
  upstream.once("close", () => setTimeout(() => client.destroy(), delayMs));
  client.once("close", () => upstream.destroy());
}

/** Answers once the first bytes of a request are there, and closes. */
function failEvery(client: Socket, status: number): void {
  client.once("data", () =>
    client.end(`HTTP/1.1 ${status} Failing\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`),
  );
}
