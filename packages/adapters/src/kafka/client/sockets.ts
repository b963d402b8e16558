import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type KafkaConnection } from "../connection.ts";
import { type SocketFactory } from "./internals.ts";

const keepAliveMs = 60_000;
const longestConnectMs = 3000;
const shortestConnectMs = 500;

/** So short that every address is tried twice before the first use of the cluster gives up. */
export function socketTimeoutMs({ brokers, connectTimeoutMs }: KafkaConnection): number {
  const share = Math.floor(connectTimeoutMs / (2 * brokers.length));
  return Math.max(shortestConnectMs, Math.min(longestConnectMs, share));
}

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
        typeof ssl === "object" && ssl !== null
          ? connectTls({ host, port, ...serverName(host), ...ssl }, onConnect)
          : connectPlain({ host, port }, onConnect);
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
