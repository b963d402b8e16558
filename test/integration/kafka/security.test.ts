import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TokenSource } from "@tocsin/adapters/config";
import { kafkaConnection, kafkaLog, type KafkaConnection, type Trouble } from "@tocsin/adapters/kafka";
import { KafkaConfiguration } from "@tocsin/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useSecuredKafka } from "../../support/servers/index.ts";

const missingTopic = "there-is-no-such-topic";

/** What comes of the first use: a topic that is not there shows that we were let in. */
async function firstUse(connection: KafkaConnection): Promise<{
  readonly kind: string;
  readonly message: string;
  readonly ms: number;
  readonly troubles: readonly Trouble[];
}> {
  const troubles: Trouble[] = [];
  const log = kafkaLog({ connection, trouble: (event) => troubles.push(event) });
  const from = Date.now();
  try {
    await log.partitionCounts([missingTopic]);
    throw new Error("the topic is there");
  } catch (error) {
    const { kind, message } = error as { readonly kind: string; readonly message: string };
    return { kind, message, ms: Date.now() - from, troubles };
  } finally {
    await log.close();
  }
}

type Written = Parameters<typeof KafkaConfiguration.parse>[0];

const textOf = (path: string | undefined): string | null =>
  path === undefined ? null : readFileSync(path, "utf8");

function configured(written: Written): KafkaConnection {
  const { tls, sasl, ...kafka } = KafkaConfiguration.parse(written);
  const files = { ca: textOf(tls.caFile), cert: textOf(tls.certFile), key: textOf(tls.keyFile) };
  return kafkaConnection({
    ...kafka,
    tls: tls.enabled ? { ...files, serverName: tls.serverName ?? null } : null,
    sasl: sasl === undefined ? null : saslOf(sasl),
  });
}

function saslOf({
  mechanism,
  username = "",
  password = "",
  token = "",
}: NonNullable<KafkaConfiguration["sasl"]>) {
  return mechanism === "oauthbearer"
    ? { mechanism, token: { kind: "text", text: token } as const }
    : { mechanism, username, password };
}

describe("a Kafka that asks who is there", () => {
  const secured = useSecuredKafka();

  test.each(["plain", "scram-sha-256", "scram-sha-512"] as const)(
    "%s lets in with the right password alone, over TLS and without",
    async (mechanism) => {
      const { addresses, users, certificates } = secured.current;
      const { username, password } = users[mechanism];
      const tls = { enabled: true, caFile: certificates.caFile };
      const sasl = { mechanism, username, password };
      const plain = { brokers: [addresses.saslPlaintext] };
      const packed = { brokers: [addresses.saslTls], tls };
      for (const over of [plain, packed]) {
        expect(await firstUse(configured({ ...over, sasl }))).toMatchObject({ kind: "topic-missing" });
        const wrong = { ...sasl, password: `${password}-and-more` };
        const refused = await firstUse(configured({ ...over, sasl: wrong }));
        expect(refused.kind).toBe("refused");
        expect(refused.ms).toBeLessThan(8000);
        expect(JSON.stringify(refused)).not.toContain(password);
      }
    },
  );

  test("oauthbearer lets in with a token that holds alone, over TLS and without", async () => {
    const { addresses, tokens, certificates } = secured.current;
    const tls = { enabled: true, caFile: certificates.caFile };
    for (const over of [{ brokers: [addresses.saslPlaintext] }, { brokers: [addresses.saslTls], tls }]) {
      const withToken = async (token: string) =>
        await firstUse(configured({ ...over, sasl: { mechanism: "oauthbearer", token } }));
      expect(await withToken(tokens.good())).toMatchObject({ kind: "topic-missing" });
      const expired = tokens.expired();
      const refused = await withToken(expired);
      expect(refused).toMatchObject({ kind: "refused", message: expect.stringContaining("token") as string });
      expect(refused.ms).toBeLessThan(8000);
      expect(JSON.stringify(refused)).not.toContain(expired);
    }
  });

  test("a token that is renewed in its file lets in from then on, and one that a program prints", async () => {
    const { addresses, tokens } = secured.current;
    const folder = mkdtempSync(join(tmpdir(), "tocsin-token-"));
    const path = join(folder, "token");
    const kafka = { ...KafkaConfiguration.parse({ brokers: [addresses.saslPlaintext] }), tls: null };
    const used = async (token: TokenSource) =>
      await firstUse(kafkaConnection({ ...kafka, sasl: { mechanism: "oauthbearer", token } }));
    writeFileSync(path, tokens.expired());
    expect(await used({ kind: "file", path })).toMatchObject({ kind: "refused" });
    writeFileSync(path, `${tokens.good()}\n`);
    expect(await used({ kind: "file", path })).toMatchObject({ kind: "topic-missing" });
    expect(await used({ kind: "command", command: ["cat", path] })).toMatchObject({ kind: "topic-missing" });
  });

  test("reader, writer, member and append work with a password over TLS", async () => {
    const { addresses, users, certificates } = secured.current;
    const connection = configured({
      brokers: [addresses.saslTls],
      tls: { enabled: true, caFile: certificates.caFile },
      sasl: { mechanism: "scram-sha-512", ...users["scram-sha-512"] },
      sessionTimeoutMs: 6000,
    });
    const troubles: Trouble[] = [];
    const log = kafkaLog({ connection, trouble: (event) => troubles.push(event) });
    const { topicAdmin } = await import("@tocsin/adapters/kafka");
    const admin = topicAdmin(connection);
    const topic = "secured-topic";
    await admin.create([{ topic, partitions: 1, replicationFactor: 1, config: {} }]);
    const place = { topic, partition: 0 };
    await log.append([{ ...place, key: null, value: "a" }]);
    const writer = await log.writer("secured-writer");
    await writer.transaction((transaction) => transaction.send(place, [{ key: null, value: "b" }]));
    const member = log.join({ group: "secured-group", topics: [topic], strategy: "spread" });
    expect(await member.next()).toEqual([place]);
    const reader = log.reader([{ ...place, offset: 0 }]);
    let nextOffset = 0;
    while (nextOffset < 2) nextOffset = (await reader.next(5000))?.nextOffset ?? 0;
    await admin.close();
    await log.close();
    expect(JSON.stringify(troubles)).not.toContain(users["scram-sha-512"].password);
  });

  test("a certificate that is not trusted, or of another host, is refused", async () => {
    const { addresses, certificates } = secured.current;
    const trusting = { enabled: true, caFile: certificates.caFile };
    expect(await firstUse(configured({ brokers: [addresses.tls], tls: trusting }))).toMatchObject({
      kind: "topic-missing",
    });
    const refused = { kind: "refused" };
    expect(await firstUse(configured({ brokers: [addresses.tls], tls: { enabled: true } }))).toMatchObject(
      refused,
    );
    const other = { ...trusting, serverName: "elsewhere.example" };
    expect(await firstUse(configured({ brokers: [addresses.tls], tls: other }))).toMatchObject(refused);
  });

  test("a broker that demands a certificate lets in with it and refuses without", async () => {
    const { addresses, certificates } = secured.current;
    const trusting = { enabled: true, caFile: certificates.caFile };
    const brokers = [addresses.mutualTls];
    const own = { certFile: certificates.clientCertFile, keyFile: certificates.clientKeyFile };
    expect(await firstUse(configured({ brokers, tls: { ...trusting, ...own } }))).toMatchObject({
      kind: "topic-missing",
    });
    expect(await firstUse(configured({ brokers, tls: trusting }))).toMatchObject({ kind: "refused" });
  });
});

describe("a Kafka that is not there", () => {
  let silent: Server;

  beforeAll(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  });

  afterAll(() => {
    silent.close();
  });

  test("nobody listens, or nobody answers: unreachable, in the time that was set", async () => {
    const address = silent.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    for (const broker of ["127.0.0.1:1", `127.0.0.1:${port}`]) {
      const used = await firstUse(configured({ brokers: [broker], connectTimeoutMs: 2000 }));
      expect(used.kind).toBe("unreachable");
      expect(used.ms).toBeLessThan(4000);
    }
  });

  test("a writer and an append say so in that time too", async () => {
    const connection = configured({ brokers: ["127.0.0.1:1"], connectTimeoutMs: 2000 });
    const log = kafkaLog({ connection });
    const from = Date.now();
    await expect(log.writer("nobody")).rejects.toMatchObject({ kind: "unreachable" });
    await expect(log.append([{ topic: "none", key: null, value: "x" }])).rejects.toMatchObject({
      kind: "unreachable",
    });
    expect(Date.now() - from).toBeLessThan(6000);
    await log.close();
  });
});
