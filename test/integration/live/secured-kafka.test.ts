import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigurationInput } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { useSecuredKafka } from "../../support/servers/index.ts";
import { type Installed, installedForTest } from "./support/installed.ts";

const secured = useSecuredKafka();

/** The test makes topics where nobody is asked who he is; the workers reach Kafka as they are told. */
const installed = (kafka: NonNullable<ConfigurationInput["kafka"]>): Promise<Installed> =>
  installedForTest({ brokers: [secured.current.addresses.open] }, { kafka });

const mechanisms = ["plain", "scram-sha-256", "scram-sha-512"] as const;

test.each(mechanisms)(
  "it runs with TLS and SASL %s, and the password is in nothing that it prints",
  async (mechanism) => {
    const { addresses, users, certificates } = secured.current;
    const { username, password } = users[mechanism];
    const made = await installed({
      brokers: [addresses.saslTls],
      tls: { enabled: true, caFile: certificates.caFile },
      sasl: { mechanism, username, passwordFile: "password" },
    });
    writeFileSync(join(made.folder, "password"), `${password}\n`);
    const process = made.run("all", [], { TOCSIN_LOG_LEVEL: "trace" });
    await process.awaitEvent("state.restored", { withinMs: 30_000 });
    expect((await process.terminate()).code).toBe(0);
    expect(process.text).not.toContain(password);
    const printed = made.run("all", ["--print-config"]);
    await printed.ended();
    expect(printed.text).not.toContain(password);
  },
);

test("a wrong password ends it with 4 and one clear line without the password", async () => {
  const { addresses } = secured.current;
  const made = await installed({
    brokers: [addresses.saslPlaintext],
    sasl: { mechanism: "scram-sha-512", username: "scram-512-user", password: "wrong-Kq55" },
  });
  const process = made.run("all");
  expect((await process.ended()).code).toBe(4);
  const lines = process.text.split("\n").filter((line) => line.startsWith("tocsin: "));
  expect(lines).toHaveLength(1);
  expect(process.text).not.toContain("wrong-Kq55");
});

test("a certificate of an authority that is not trusted ends it with 4", async () => {
  const { addresses } = secured.current;
  const made = await installed({ brokers: [addresses.tls], tls: { enabled: true } });
  const process = made.run("all");
  expect((await process.ended()).code).toBe(4);
});

test("a client certificate is shown where the broker asks for one", async () => {
  const { addresses, certificates } = secured.current;
  const { caFile, clientCertFile, clientKeyFile } = certificates;
  expect(readFileSync(clientCertFile, "utf8")).toContain("CERTIFICATE");
  const made = await installed({
    brokers: [addresses.mutualTls],
    tls: { enabled: true, caFile, certFile: clientCertFile, keyFile: clientKeyFile },
  });
  const process = made.run("all");
  await process.awaitEvent("state.restored", { withinMs: 30_000 });
  expect((await process.terminate()).code).toBe(0);
});
