import { expect, test } from "vitest";
import { loadLiveConfiguration } from "../../src/config/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

const loaded = async (sasl: string, env: Readonly<Record<string, string>> = {}) =>
  await loadLiveConfiguration({ file: folder.write("tocsin.yaml", `kafka:\n  sasl: { ${sasl} }\n`), env });

async function faultsOf(sasl: string): Promise<readonly string[]> {
  const found = await loaded(sasl);
  return found.kind === "faulty" ? found.faults.map(({ path, message }) => `${path}: ${message}`) : [];
}

test("a token is given as it is, by a file that stays a file, or by a command", async () => {
  const file = folder.write("kafka-token", "a.b.c\n");
  const saslOf = async (rest: string, env = {}) => {
    const found = await loaded(`mechanism: oauthbearer${rest}`, env);
    return found.kind === "faulty" ? found.faults : found.value.configuration.kafka.sasl;
  };
  expect(await saslOf(", token: a.b.c")).toEqual({
    mechanism: "oauthbearer",
    token: { kind: "text", text: "a.b.c" },
  });
  expect(await saslOf("", { TOCSIN_KAFKA_SASL_TOKEN: "d.e.f" })).toMatchObject({ token: { text: "d.e.f" } });
  expect(await saslOf(", tokenFile: kafka-token")).toMatchObject({ token: { kind: "file", path: file } });
  expect(await saslOf(", tokenCommand: [kafka-token, --quiet]")).toMatchObject({
    token: { kind: "command", command: ["kafka-token", "--quiet"] },
  });
});

test("a token in the configuration or its file is a secret for the log", async () => {
  folder.write("kafka-token", "from.a.file");
  for (const given of ["token: from.a.text", "tokenFile: kafka-token"]) {
    const found = await loaded(`mechanism: oauthbearer, ${given}`);
    expect(found.kind === "loaded" ? found.value.secrets : []).toEqual([expect.stringMatching(/^from\.a\./)]);
  }
});

test.each([
  [
    "mechanism: oauthbearer",
    /needs token, tokenFile or tokenCommand \(or the variable TOCSIN_KAFKA_SASL_TOKEN\)/,
  ],
  [
    "mechanism: oauthbearer, token: t, password: p",
    /sasl\.password has no meaning with mechanism oauthbearer/,
  ],
  [
    "mechanism: oauthbearer, token: t, tokenCommand: [x]",
    /token and kafka\.sasl\.tokenCommand exclude each other/,
  ],
  ["mechanism: oauthbearer, tokenFile: not-there", /ENOENT/],
  ["mechanism: plain, password: p", /needs username with mechanism plain/],
  [
    "mechanism: plain, username: u, password: p, tokenFile: f",
    /tokenFile has no meaning with mechanism plain/,
  ],
  ["mechanism: plain, username: u", /needs password or passwordFile/],
])("is refused with what to do: %s", async (sasl, words) => {
  expect(await faultsOf(sasl)).toEqual([expect.stringMatching(words)]);
});
