import { describe, expect, test } from "vitest";
import { checkConfiguration, inClear, loadLiveConfiguration } from "../../src/config/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

/** What is said of a configuration as it is written, and as a worker takes it: the same. */
async function saidOf(text: string): Promise<readonly string[]> {
  const place = { file: folder.write("tocsin.yaml", text), env: {} };
  const written = await checkConfiguration(place);
  const live = await loadLiveConfiguration(place);
  if (written.kind === "faulty" || live.kind === "faulty") throw new Error(JSON.stringify([written, live]));
  const said = inClear(live.value.configuration);
  expect(inClear(written.value)).toEqual(said);
  return said;
}

const sasl = (mechanism: string): string => `  sasl: { mechanism: ${mechanism}, username: u, password: p }\n`;
const kafka = (rest: string, broker = "kafka.example:9092"): string =>
  `kafka:\n  brokers: ["${broker}"]\n${rest}`;

describe("a secret that can be read on its way is told, with what to set", () => {
  test("a password that goes to a broker as it is", async () => {
    expect(await saidOf(kafka(sasl("plain")))).toEqual([
      expect.stringMatching(/kafka\.example:9092 as it is.*kafka\.tls\.enabled/),
    ]);
  });

  test("a token that goes to a broker as it is", async () => {
    expect(await saidOf(kafka("  sasl: { mechanism: oauthbearer, token: t }\n"))).toEqual([
      expect.stringMatching(/^The token goes to kafka\.example:9092 as it is.*kafka\.tls\.enabled/),
    ]);
  });

  test.each([
    ["v2 with a token", "influx: { url: 'http://influx.example:8086', token: t }\n"],
    ["v1 with a user", "influx: { api: v1, url: 'http://influx.example:8086', username: u, password: p }\n"],
  ])("InfluxDB over http, %s", async (_what, text) => {
    expect(await saidOf(text)).toEqual([
      expect.stringMatching(/http:\/\/influx\.example:8086 not encrypted.*https/),
    ]);
  });

  test("a token or a secret address of a sink", async () => {
    const notify = (url: string, rest: string): string =>
      `notify:\n  sinks: [{ name: a, url: "${url}", ${rest} }]\n  routes: [{ sinks: [a] }]\n`;
    const told = [expect.stringMatching(/the sink a is told with.*https/)];
    expect(await saidOf(notify("http://hook.example", "kind: webhook, token: t"))).toEqual(told);
    expect(await saidOf(notify("http://hook.example", "kind: slack"))).toEqual(told);
    expect(await saidOf(notify("http://hook.example", "kind: webhook"))).toEqual([]);
    expect(await saidOf(notify("https://hook.example", "kind: webhook, token: t"))).toEqual([]);
    expect(await saidOf(notify("http://localhost:9093", "kind: alertmanager, token: t"))).toEqual([]);
  });

  test.each([
    ["TLS", kafka(`${sasl("plain")}  tls: { enabled: true }\n`)],
    ["a mechanism that does not show the password", kafka(sasl("scram-sha-512"))],
    ["no password", kafka("")],
    ["brokers on this machine", kafka(sasl("plain"), "localhost:9092")],
    ["brokers at an address of this machine", kafka(sasl("plain"), "127.0.0.1:9092")],
    ["https", "influx: { url: 'https://influx.example', token: t }\n"],
    ["InfluxDB on this machine", "influx: { url: 'http://[::1]:8086', token: t }\n"],
    ["v1 without a user", "influx: { api: v1, url: 'http://influx.example:8086' }\n"],
  ])("nothing is said with %s", async (_what, text) => {
    expect(await saidOf(text)).toEqual([]);
  });
});
