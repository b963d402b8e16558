import { createServer } from "node:net";

/**
 * Below 32768, where Linux takes the ports of outgoing connections from: while a server is down, no connection may by
 * chance sit on its port.
 */
const firstPort = 20_000;
const portCount = 12_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

const given = new Set<number>();

/** A port of the loopback address on which nobody listens, and that this process gives only once. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * portCount);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}
