import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { InfluxConfiguration } from "@tocsin/contracts";

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly lines: readonly string[];
}

export interface FakeAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FakeInflux {
  readonly url: string;
  readonly requests: readonly FakeRequest[];
  readonly connections: () => Promise<number>;
  readonly configuration: (change?: object) => InfluxConfiguration;
  readonly close: () => Promise<void>;
}

/** An HTTP server that answers as it is told; `never` keeps the connection open without an answer. */
export async function fakeInflux(
  answer: (request: FakeRequest) => FakeAnswer | "never",
): Promise<FakeInflux> {
  const requests: FakeRequest[] = [];
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const text = (message.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
      const { method = "", url = "", headers } = message;
      const request = { method, path: url, headers, lines: text.split("\n") };
      requests.push(request);
      const given = answer(request);
      if (given === "never") return;
      response.writeHead(given.status, { "content-type": "application/json", ...given.headers });
      response.end(given.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    connections: async () => await promisify(server.getConnections.bind(server))(),
    configuration: (change = {}) => InfluxConfiguration.parse({ url, token: "secret-token", ...change }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
