import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { avroMessage } from "../support/avro-message.ts";
import { RegistryFault, schemaReader } from "../../src/registry/index.ts";

const schema = {
  type: "record",
  name: "Requests",
  fields: [
    { name: "service", type: "string" },
    { name: "ts", type: { type: "long", logicalType: "timestamp-millis" } },
    { name: "requests", type: "long" },
    { name: "region", type: ["null", "string"] },
  ],
};
const value = { service: "chat", ts: 1_790_000_000_000, requests: 7, region: "eu" };

function framed(id: number, body: Uint8Array): Uint8Array {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(id, 1);
  return Buffer.concat([header, body]);
}

const message = (id: number): Uint8Array => avroMessage(id, schema, value);
const json = (read: unknown): unknown => JSON.parse(Buffer.from(read as Uint8Array).toString("utf8"));

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A registry that answers so, and what it was asked. */
async function registry(
  answer: (path: string, authorization: string | undefined) => readonly [number, unknown],
) {
  const asked: string[] = [];
  const server: Server = createServer(({ url = "", headers }, response) => {
    asked.push(url);
    const [status, body] = answer(url, headers.authorization);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => await new Promise<void>((resolve) => void server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, asked };
}

const login = { username: "tocsin", password: "sécret" };
const timeoutMs = 5000;
const files = new Map<number, string>();

test("Avro is read by a schema of a file, and what is not framed is none of its business", () => {
  const reader = schemaReader({ files: new Map([[7, JSON.stringify(schema)]]), registry: null });
  expect(json(reader.read(message(7)))).toEqual(value);
  expect(reader.read("{}")).toBeNull();
  expect(reader.read(Buffer.from("{}"))).toBeNull();
  expect(reader.missing([message(7), message(8)])).toEqual([]);
});

test("JSON in the framing needs no schema", () => {
  const reader = schemaReader({ files, registry: { url: "http://127.0.0.1:1", login: null, timeoutMs } });
  const bytes = framed(3, Buffer.from('{"a":1}'));
  expect(reader.missing([bytes])).toEqual([]);
  expect(json(reader.read(bytes))).toEqual({ a: 1 });
});

test("a registry is asked once for a schema, with user and password", async () => {
  const { url, asked } = await registry((_, authorization) =>
    authorization === `Basic ${Buffer.from("tocsin:sécret").toString("base64")}`
      ? [200, { schema: JSON.stringify(schema) }]
      : [401, {}],
  );
  const reader = schemaReader({ files, registry: { url, login, timeoutMs } });
  expect(reader.missing([message(7), message(7), null])).toEqual([7]);
  await reader.load(7);
  await reader.load(7);
  expect(reader.missing([message(7)])).toEqual([]);
  expect(json(reader.read(message(7)))).toEqual(value);
  expect(asked).toEqual(["/schemas/ids/7"]);
});

describe("what is refused for good has a code", () => {
  test.each([
    ["is not in the registry", [404, { error_code: 40403 }], "has no schema 7"],
    ["is of Protobuf", [200, { schema: "message A {}", schemaType: "PROTOBUF" }], "schema 7 is PROTOBUF"],
    ["refers to others", [200, { schema: "{}", references: [{ name: "A" }] }], "refers to other schemas"],
    ["is no schema", [200, { schema: '{"type":"nothing"}' }], "schema 7 cannot be used"],
  ] as const)("a schema that %s", async (_, answer, reason) => {
    const { url } = await registry(() => answer);
    const reader = schemaReader({ files, registry: { url, login: null, timeoutMs } });
    await reader.load(7);
    expect(reader.read(message(7))).toMatchObject({
      code: "schema-unknown",
      reason: expect.stringContaining(reason) as string,
    });
  });

  test("a schema that nobody names", () => {
    const reader = schemaReader({ files, registry: null });
    expect(reader.read(message(7))).toMatchObject({ code: "schema-unknown" });
  });

  test("bytes that are not of their schema", () => {
    const reader = schemaReader({ files: new Map([[7, JSON.stringify(schema)]]), registry: null });
    expect(reader.read(message(7).subarray(0, 9))).toMatchObject({ code: "format-unreadable" });
  });
});

describe("a registry that does not answer is a fault, and the schema is asked for again", () => {
  test.each([
    ["refuses", [401, {}], "answers with 401"],
    ["is broken", [500, {}], "answers with 500"],
    ["is something else", [200, []], "does not answer as a schema registry"],
    ["sends elsewhere", [302, {}], "cannot be reached: unexpected redirect"],
  ] as const)("one that %s", async (_, answer, words) => {
    const { url } = await registry(() => answer);
    const reader = schemaReader({ files, registry: { url, login, timeoutMs } });
    const asked = reader.load(7);
    await expect(asked).rejects.toThrow(RegistryFault);
    await expect(asked).rejects.toThrow(words);
    await expect(asked).rejects.not.toThrow(login.password);
    expect(reader.missing([message(7)])).toEqual([7]);
  });

  test("one that is not there", async () => {
    const reader = schemaReader({ files, registry: { url: "http://127.0.0.1:1", login: null, timeoutMs } });
    await expect(reader.load(7)).rejects.toThrow("http://127.0.0.1:1 cannot be reached");
  });
});
