import { KafkaConfiguration } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { kafkaConnection } from "../../src/kafka/index.ts";

const noFiles = (path: string): string => {
  throw new Error(`read ${path}`);
};

const files =
  (contents: Readonly<Record<string, string>>) =>
  (path: string): string =>
    contents[path] ?? noFiles(path);

describe("kafkaConnection", () => {
  test("the defaults are plain text without credentials, and read no file", () => {
    expect(kafkaConnection(KafkaConfiguration.parse({}), noFiles)).toEqual({
      brokers: ["localhost:9092"],
      clientId: "tocsin",
      ssl: false,
      sasl: undefined,
      sessionTimeoutMs: 15_000,
      transactionTimeoutMs: 15_000,
      connectTimeoutMs: 8000,
    });
  });

  test("certificates are read from their files", () => {
    const configuration = KafkaConfiguration.parse({
      tls: { enabled: true, caFile: "ca", certFile: "cert", keyFile: "key", serverName: "kafka.example" },
    });
    const read = files({ ca: "the ca", cert: "the cert", key: "the key" });
    expect(kafkaConnection(configuration, read).ssl).toEqual({
      ca: "the ca",
      cert: "the cert",
      key: "the key",
      servername: "kafka.example",
    });
  });

  test("TLS without files trusts what Node trusts", () => {
    const configuration = KafkaConfiguration.parse({ tls: { enabled: true } });
    expect(kafkaConnection(configuration, noFiles).ssl).toEqual({});
  });

  test("a password file's last line break is no part of the password, and no other is cut off", () => {
    const sasl = { mechanism: "scram-sha-512", username: "tocsin", passwordFile: "secret" };
    const configuration = KafkaConfiguration.parse({ sasl });
    const password = (content: string) =>
      kafkaConnection(configuration, files({ secret: content })).sasl?.password;
    expect(password("hunter2\n")).toBe("hunter2");
    expect(password("hunter2\r\n")).toBe("hunter2");
    expect(password("hunter2\n\n")).toBe("hunter2\n");
    expect(password(" hunter2 ")).toBe(" hunter2 ");
  });

  test("a file that cannot be read is the caller's to tell", () => {
    const configuration = KafkaConfiguration.parse({ tls: { enabled: true, caFile: "nowhere" } });
    expect(() => kafkaConnection(configuration, noFiles)).toThrow("read nowhere");
  });
});
