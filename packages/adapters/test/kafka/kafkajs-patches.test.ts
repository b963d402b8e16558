import { createRequire } from "node:module";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";

/** What `patches/kafkajs@2.2.4.patch` changes; each of these fails on kafkajs as it is published. */
const load = createRequire(import.meta.url);
const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const logger = { ...quiet, namespace: () => logger };

interface SocketRequest {
  readonly entry: { readonly correlationId: number };
  readonly expectResponse: boolean;
  readonly sendRequest: () => void;
}

interface RequestQueue {
  push(request: SocketRequest): void;
  fulfillRequest(answer: {
    readonly correlationId: number;
    readonly size: number;
    readonly payload: Buffer;
  }): void;
  maybeThrottle(ms: number): void;
  destroy(): void;
}

const Queue = load("kafkajs/src/network/requestQueue/index.js") as new (options: object) => RequestQueue;

function queue(): {
  readonly requests: RequestQueue;
  readonly sent: number[];
  readonly send: (id: number) => void;
} {
  const requests = new Queue({
    maxInFlightRequests: 1,
    requestTimeout: 1000,
    enforceRequestTimeout: false,
    clientId: "test",
    broker: "broker:9092",
    logger,
  });
  const sent: number[] = [];
  const send = (correlationId: number): void => {
    const entry = { correlationId, resolve: () => undefined, reject: () => undefined };
    requests.push({ entry, expectResponse: true, sendRequest: () => sent.push(correlationId) });
  };
  return { requests, sent, send };
}

const answer = (correlationId: number) => ({ correlationId, size: 0, payload: Buffer.alloc(0) });

describe("the request queue", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("an idle queue has no timers", () => {
    vi.useFakeTimers();
    const { requests, send } = queue();
    send(1);
    requests.fulfillRequest(answer(1));
    expect(vi.getTimerCount()).toBe(0);
    requests.destroy();
  });

  test("requests that had to wait are sent in order, also after the broker throttled", () => {
    vi.useFakeTimers();
    const { requests, sent, send } = queue();
    send(1);
    send(2);
    expect(sent).toEqual([1]);
    requests.maybeThrottle(500);
    requests.fulfillRequest(answer(1));
    vi.advanceTimersByTime(450);
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([1, 2]);
    requests.fulfillRequest(answer(2));
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
    requests.destroy();
  });
});

interface Message {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
}

const filterAborted = load("kafkajs/src/consumer/filterAbortedMessages.js") as (options: {
  readonly messages: readonly Message[];
  readonly abortedTransactions: readonly { readonly firstOffset: string; readonly producerId: string }[];
}) => readonly Message[];

const abortKey = Buffer.from([0, 0, 0, 0]);

function message(offset: number, producerId: number, key: Buffer | null = null): Message {
  const batchContext = { producerId: String(producerId), inTransaction: true };
  return { offset: String(offset), key, isControlRecord: false, batchContext };
}

const abortMarker = (offset: number, producerId: number): Message => ({
  ...message(offset, producerId, abortKey),
  isControlRecord: true,
});

const seen = (messages: readonly Message[]) =>
  messages.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => Number(offset));

describe("the filter of aborted records", () => {
  test("transactions that overlap are listed by where they ended, and none of their records is seen", () => {
    const messages = [
      message(0, 1),
      message(1, 2),
      abortMarker(2, 2),
      message(3, 1),
      abortMarker(4, 1),
      message(5, 2),
    ];
    const abortedTransactions = [
      { firstOffset: "1", producerId: "2" },
      { firstOffset: "0", producerId: "1" },
    ];
    expect(seen(filterAborted({ messages, abortedTransactions }))).toEqual([5]);
  });

  test("several transactions that began before what was read are all known at its first record", () => {
    const messages = [message(10, 2), message(11, 3), abortMarker(12, 2), abortMarker(13, 3)];
    const abortedTransactions = [1, 2, 3].map((id) => ({ firstOffset: String(id), producerId: String(id) }));
    expect(seen(filterAborted({ messages, abortedTransactions }))).toEqual([]);
  });

  test("a record that has the key of an abort marker ends no transaction", () => {
    const messages = [message(0, 1), message(1, 1, abortKey), message(2, 1), abortMarker(3, 1)];
    const abortedTransactions = [{ firstOffset: "0", producerId: "1" }];
    expect(seen(filterAborted({ messages, abortedTransactions }))).toEqual([]);
  });
});

describe("the error codes", () => {
  const { createErrorFromCode } = load("kafkajs/src/protocol/error.js") as {
    readonly createErrorFromCode: (code: number) => { readonly type: string; readonly retriable: boolean };
  };

  test.each([
    [89, "THROTTLING_QUOTA_EXCEEDED", true],
    [90, "PRODUCER_FENCED", false],
    [97, "PRINCIPAL_DESERIALIZATION_FAILURE", false],
    [100, "UNKNOWN_TOPIC_ID", true],
    [103, "INCONSISTENT_TOPIC_ID", true],
    [105, "TRANSACTIONAL_ID_NOT_FOUND", false],
    [120, "TRANSACTION_ABORTABLE", false],
  ])("%i is %s", (code, type, retriable) => {
    expect(createErrorFromCode(code)).toMatchObject({ type, retriable });
  });
});

interface Connection {
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  send(call: object): Promise<unknown>;
}

const ConnectionClass = load("kafkajs/src/network/connection.js") as new (options: object) => Connection;
const EncoderClass = load("kafkajs/src/protocol/encoder.js") as new () => object;
const socketFactory = (load("kafkajs/src/network/socketFactory.js") as () => object)();

async function listening(onSocket: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { server, port: address.port };
}

describe("a connection", () => {
  test("made anew, it reads its answers from their start, though the last one was cut off", async () => {
    let connections = 0;
    const { server, port } = await listening((socket) => {
      connections += 1;
      const isFirst = connections === 1;
      socket.on("error", () => undefined);
      socket.on("data", (request) => {
        const correlationId = request.readInt32BE(8);
        const whole = Buffer.alloc(12);
        whole.writeInt32BE(8, 0);
        whole.writeInt32BE(correlationId, 4);
        whole.write("done", 8);
        if (isFirst) socket.end(whole.subarray(0, 10));
        else socket.write(whole);
      });
    });
    const connection = new ConnectionClass({
      host: "127.0.0.1",
      port,
      logger,
      socketFactory,
      connectionTimeout: 1000,
      requestTimeout: 2000,
    });
    const call = {
      request: {
        apiKey: 18,
        apiVersion: 0,
        apiName: "Any",
        encode: () => Promise.resolve(new EncoderClass()),
      },
      response: {
        decode: (payload: Buffer) => Promise.resolve({ text: payload.toString() }),
        parse: (data: object) => Promise.resolve(data),
      },
    };
    try {
      await connection.connect();
      await expect(connection.send(call)).rejects.toThrow("Closed connection");
      await connection.connect();
      expect(await connection.send(call)).toEqual({ text: "done" });
    } finally {
      await connection.disconnect();
      server.close();
    }
  });
});
