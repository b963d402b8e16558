import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  checkConfiguration,
  type LiveConfiguration,
  loadConfiguration,
  loadLiveConfiguration,
  type Loaded,
} from "../../src/config/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const written = (text: string): string => folder.write("tocsin.yaml", text);

type Env = Readonly<Record<string, string>>;

async function live(text: string, env: Env = {}): Promise<LiveConfiguration> {
  const loaded = await loadLiveConfiguration({ file: written(text), env });
  if (loaded.kind === "faulty") throw new Error(lines(loaded).join("\n"));
  return loaded.value;
}

/** Each fault as one line: where, what, why. */
function lines(loaded: Loaded<unknown>): readonly string[] {
  if (loaded.kind === "loaded") return [];
  return loaded.faults.map(({ file, line, column, code, message }) => {
    const place = file.startsWith(folder.path) ? "" : `${file}:`;
    return `${place}${line}:${column} ${code} ${message.replaceAll(`${folder.path}/`, "")}`;
  });
}

const faults = async (text: string, env: Env = {}): Promise<readonly string[]> =>
  lines(await loadLiveConfiguration({ file: written(text), env }));

describe("a live configuration", () => {
  test("is made of defaults where neither file nor environment say anything", async () => {
    const loaded = await loadLiveConfiguration({ file: null, env: {} });
    expect(loaded).toMatchObject({
      kind: "loaded",
      value: {
        secrets: [],
        configuration: {
          topologyFile: null,
          influx: null,
          kafka: { brokers: ["localhost:9092"], tls: null, sasl: null, sessionTimeoutMs: 15_000 },
        },
      },
    });
  });

  test("takes a variable before the file, and the file before the default", async () => {
    const { configuration } = await live("windowMs: 30000\nallowedLatenessMs: 1\n", {
      TOCSIN_WINDOW_MS: "10000",
    });
    expect(configuration).toMatchObject({ windowMs: 10_000, allowedLatenessMs: 1, clock: "wall" });
  });

  test("says of each value where it came from, and of what has no value nothing", async () => {
    const { origins } = await live("\nkafka:\n  brokers: [a:1]\n", { TOCSIN_WINDOW_MS: "10000" });
    expect(origins.get("kafka.brokers")).toEqual({
      kind: "file",
      file: join(folder.path, "tocsin.yaml"),
      line: 3,
    });
    expect(origins.get("windowMs")).toEqual({ kind: "environment", variable: "TOCSIN_WINDOW_MS" });
    expect(origins.get("kafka.clientId")).toEqual({ kind: "default" });
    expect(origins.has("kafka.sasl.username")).toBe(false);
    expect(origins.has("influx.url")).toBe(false);
  });

  test("has a section that only variables name", async () => {
    const { configuration } = await live("windowMs: 30000\n", { TOCSIN_INFLUX_TOKEN: "t" });
    expect(configuration.influx).toMatchObject({ api: "v2", url: "http://localhost:8086", token: "t" });
  });

  test("finds its topology from the folder of the file; a variable names it from where Tocsin was started", async () => {
    const text = "topology: world.yaml\n";
    expect((await live(text)).configuration.topologyFile).toBe(join(folder.path, "world.yaml"));
    const { configuration } = await live(text, { TOCSIN_TOPOLOGY: "other.yaml" });
    expect(configuration.topologyFile).toBe(resolve("other.yaml"));
  });
});

describe("files that a configuration names", () => {
  const sasl = "kafka:\n  sasl: { mechanism: plain, username: u, passwordFile: pw }\n";

  test("are read as plain texts; the line break at the end of a secret is no part of it, a space is", async () => {
    folder.write("pw", "open sesame \r\n");
    folder.write("token", "abc\n");
    const { configuration, secrets } = await live(`${sasl}influx: { tokenFile: token }\n`);
    expect(configuration.kafka.sasl).toEqual({ mechanism: "plain", username: "u", password: "open sesame " });
    expect(configuration.influx).toMatchObject({ token: "abc" });
    expect([...secrets].sort()).toEqual(["abc", "open sesame "]);
  });

  test("give the certificates of TLS", async () => {
    for (const name of ["ca", "cert", "key"]) folder.write(`${name}.pem`, `${name} text\n`);
    const tls = "{ enabled: true, caFile: ca.pem, certFile: cert.pem, keyFile: key.pem, serverName: k }";
    expect((await live(`kafka: { tls: ${tls} }\n`)).configuration.kafka.tls).toEqual({
      ca: "ca text",
      cert: "cert text",
      key: "key text",
      serverName: "k",
    });
  });

  test("that cannot be read or are empty are faults at the keys that name them", async () => {
    folder.write("empty", "\n");
    const text = `${sasl.replace("pw", "nowhere")}influx:\n  tokenFile: empty\n`;
    expect(await faults(text)).toEqual([
      expect.stringMatching(/^2:56 file-unreadable ENOENT.*nowhere/),
      "4:14 file-empty empty is empty",
    ]);
  });

  test("named by a variable are told as that variable's fault", async () => {
    expect(await faults("influx: {}\n", { TOCSIN_INFLUX_TOKEN_FILE: "nowhere" })).toEqual([
      expect.stringMatching(/^environment:1:1 file-unreadable TOCSIN_INFLUX_TOKEN_FILE: ENOENT/),
    ]);
  });

  test("need not be there for a check", async () => {
    const file = written(sasl.replace("pw", "nowhere"));
    expect((await checkConfiguration({ file, env: {} })).kind).toBe("loaded");
  });

  test("give way to a variable that holds the secret itself", async () => {
    const { configuration } = await live(sasl.replace("pw", "nowhere"), {
      TOCSIN_KAFKA_SASL_PASSWORD: "direct",
    });
    expect(configuration.kafka.sasl).toMatchObject({ password: "direct" });
  });
});

describe("settings that do not go together are faulty at their line", () => {
  test.each([
    [
      "a password and its file",
      "kafka:\n  sasl:\n    mechanism: plain\n    username: u\n    password: p\n    passwordFile: f\n",
      ["6:19 config-conflict kafka.sasl.password and kafka.sasl.passwordFile exclude each other"],
    ],
    [
      "SASL without a password",
      "kafka:\n  sasl: { mechanism: plain, username: u }\n",
      [
        "2:9 config-conflict kafka.sasl needs password or passwordFile (or the variable TOCSIN_KAFKA_SASL_PASSWORD)",
      ],
    ],
    [
      "InfluxDB v2 without a token",
      "influx: { bucket: b }\n",
      ["1:9 config-conflict influx needs token or tokenFile (or the variable TOCSIN_INFLUX_TOKEN)"],
    ],
    [
      "InfluxDB v2 with a user",
      "influx:\n  token: t\n  username: u\n",
      ["3:13 config-conflict influx.username means nothing with influx.api v2"],
    ],
    [
      "InfluxDB v1 with a token and a user without a password",
      "influx:\n  api: v1\n  token: t\n  username: u\n",
      [
        "3:10 config-conflict influx.token means nothing with influx.api v1",
        "4:13 config-conflict influx needs password or passwordFile (or the variable TOCSIN_INFLUX_PASSWORD)",
      ],
    ],
    [
      "InfluxDB v1 with a password of nobody",
      "influx: { api: v1, password: p }\n",
      ["1:9 config-conflict influx has a password but no username"],
    ],
    [
      "a retention that InfluxDB refuses",
      "influx: { token: t, retentionDays: 0.01 }\n",
      ["1:36 config-conflict influx.retentionDays is less than an hour (0.0417)"],
    ],
    [
      "two topics of one name, of which one is the default",
      "topics:\n  errorRate: tocsin.windows.v1\n",
      ["2:14 config-schema topics.errorRate and topics.windows have the same name tocsin.windows.v1"],
    ],
    [
      "two topics of one name, both written",
      "topics:\n  windows: same\n  evidence: same\n",
      ["3:13 config-schema topics.evidence and topics.windows have the same name same"],
    ],
    [
      "a format of a topic that is not read",
      "formats:\n  telemetry.eror-rate.v1: { format: otlp }\n",
      [
        '2:27 config-conflict telemetry.eror-rate.v1 is no telemetry topic (did you mean "telemetry.error-rate.v1"?): name it in topics.errorRate, topics.deliveryLatency or topics.reportVolume, in each whose stream comes from it',
      ],
    ],
    [
      "two streams on one topic of our own telemetry",
      "topics:\n  errorRate: m\n  deliveryLatency: m\n",
      ["3:20 config-schema topics.deliveryLatency and topics.errorRate have the same name m"],
    ],
    [
      "a preset beside a mapping",
      "topics: { errorRate: m }\nformats:\n  m: { preset: [istio], mapping: m.yaml }\n",
      [
        "3:34 config-conflict formats.m.preset and formats.m.mapping exclude each other; a mapping can name presets itself",
      ],
    ],
    [
      "a preset that there is not",
      "topics: { errorRate: m }\nformats:\n  m: { preset: [istoi] }\n",
      ["3:16 config-schema there is no preset istoi. Did you mean istio?"],
    ],
    [
      "a mapping that is not there",
      "topics: { errorRate: m }\nformats:\n  m: { mapping: none.yaml }\n",
      ["3:17 file-unreadable ENOENT: no such file or directory, open 'none.yaml'"],
    ],
    [
      "a registry that is nowhere",
      "schemaRegistry: { timeoutMs: 500 }\n",
      ["1:17 config-conflict schemaRegistry needs a url, a folder, or both"],
    ],
    [
      "a registry's password of nobody",
      "schemaRegistry: { url: https://r.example, password: p }\n",
      ["1:17 config-conflict schemaRegistry has a password but no username"],
    ],
    [
      "a folder of schemas that is not there",
      "schemaRegistry: { folder: none }\n",
      ["1:1 file-unreadable ENOENT: no such file or directory, scandir 'none'"],
    ],
    [
      "a certificate without its key",
      "kafka:\n  tls: { enabled: true, certFile: c }\n",
      ["2:35 config-conflict kafka.tls.certFile needs kafka.tls.keyFile"],
    ],
    [
      "a key without its certificate",
      "kafka:\n  tls: { enabled: true, keyFile: c }\n",
      ["2:34 config-conflict kafka.tls.keyFile needs kafka.tls.certFile"],
    ],
    [
      "TLS files without TLS",
      "kafka:\n  tls:\n    caFile: c\n    serverName: n\n",
      [
        "3:13 config-conflict kafka.tls.caFile means nothing unless kafka.tls.enabled is true",
        "4:17 config-conflict kafka.tls.serverName means nothing unless kafka.tls.enabled is true",
      ],
    ],
    [
      "a broker that is listed twice",
      "kafka: { brokers: [a:1, b:1, a:1] }\n",
      ["1:30 config-conflict a:1 is listed twice"],
    ],
  ])("%s", async (_what, text, expected) => {
    expect(await faults(text)).toEqual(expected);
  });

  test("a replay, which needs no secrets, does not ask for them, but for all else", async () => {
    expect((await loadConfiguration(written("influx: { bucket: b }\n"))).kind).toBe("loaded");
    expect(lines(await loadConfiguration(written("topics: { windows: a, evidence: a }\n")))).toHaveLength(1);
  });

  test("what a variable gives is its fault, also where it breaks a limit or names a wrong address", async () => {
    expect(
      await faults("clock: stream\nwindowMs: 5\n", {
        TOCSIN_KAFKA_BROKERS: "a:9092,b",
        TOCSIN_CLOCK: "sun",
        TOCSIN_LOG_LEVL: "info",
      }),
    ).toEqual([
      'environment:1:1 config-schema TOCSIN_CLOCK: Invalid option: expected one of "wall"|"stream"',
      "environment:1:1 config-schema TOCSIN_KAFKA_BROKERS: write host:port, such as kafka-1.example:9092",
      'environment:1:1 config-unknown-key unknown variable TOCSIN_LOG_LEVL (did you mean "TOCSIN_LOG_LEVEL"?)',
      "2:11 config-schema Too small: expected number to be >=1000",
    ]);
  });

  test.each([
    ["kafka: { brokers: [localhost] }", "1:20 config-schema write host:port"],
    ["kafka: { brokers: ['a:65536'] }", "1:20 config-schema write host:port"],
    ["influx: { url: 'ftp://a', token: t }", "1:16 config-schema write http:// or https://"],
    ["influx: { url: 'http://u:p@a', token: t }", "1:16 config-schema write http:// or https://"],
    ["topics: { windows: 'a b' }", "1:20 config-schema a topic name is"],
    ["kafka: { sessionTimeoutMs: 10 }", "1:28 config-schema Too small"],
    ["http: { port: 65536 }", "1:15 config-schema Too big"],
  ])("%s", async (text, start) => {
    const [first = ""] = await faults(text);
    expect(first.startsWith(start), first).toBe(true);
  });
});
