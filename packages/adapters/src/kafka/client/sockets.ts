import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type SocketFactory } from "./internals.ts";

const keepAliveMs = 60_000;

/** Makes the sockets of one client and can end all of them, also those that a silent broker would keep open. */
export interface Sockets {
  readonly open: SocketFactory;
  /** Requests in flight reject with this. */
  destroy(): void;
}

export function sockets(): Sockets {
  const alive = new Set<Socket>();
  return {
    open: ({ host, port, ssl, onConnect }) => {
      const socket =
        ssl === null || ssl === undefined
          ? connectPlain({ host, port }, onConnect)
          : connectTls({ host, port, ...serverName(host), ...ssl }, onConnect);
      socket.setKeepAlive(true, keepAliveMs);
      socket.setNoDelay(true);
      alive.add(socket);
      socket.once("close", () => alive.delete(socket));
      return socket;
    },
    destroy: () => {
      for (const socket of alive) socket.destroy(new Error("the client was closed"));
      alive.clear();
    },
  };
}

function serverName(host: string): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}
