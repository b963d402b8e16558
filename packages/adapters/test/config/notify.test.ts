import { Topology } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import {
  checkConfiguration,
  loadConfiguration,
  loadLiveConfiguration,
  printConfiguration,
} from "../../src/config/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
let files = 0;

function written(text: string): string {
  files += 1;
  return folder.write(`tocsin-${files}.yaml`, text);
}

const faultsOf = async (notify: string): Promise<readonly string[]> => {
  const checked = await checkConfiguration({ file: written(`notify:\n${notify}`), env: {} });
  return checked.kind === "faulty" ? checked.faults.map(({ line, message }) => `${line}: ${message}`) : [];
};

const sinks = (...lines: readonly string[]): string =>
  `  sinks:\n${lines.map((line) => `    - { ${line} }\n`).join("")}  routes:\n    - { sinks: [a] }\n`;

describe("who is told", () => {
  test("has its secrets in place, in files beside the configuration, or in variables", async () => {
    folder.write("key", "of the file\n");
    const file = written(
      `notify:\n${sinks(
        "name: a, kind: pagerduty, secretFile: key",
        "name: b, kind: slack, urlVariable: SLACK_URL",
        'name: c, kind: webhook, url: "https://hook.example/x", token: in place',
      )}`,
    );
    const env = { SLACK_URL: "https://hooks.slack.example/T0/secret" };
    const loaded = await loadLiveConfiguration({ file, env });
    if (loaded.kind === "faulty") throw new Error(JSON.stringify(loaded.faults));
    const { configuration, secrets } = loaded.value;
    expect(configuration.notify?.sinks).toEqual([
      {
        name: "a",
        kind: "pagerduty",
        url: "https://events.pagerduty.com/v2/enqueue",
        secret: "of the file",
        token: null,
      },
      { name: "b", kind: "slack", url: env.SLACK_URL, secret: null, token: null },
      { name: "c", kind: "webhook", url: "https://hook.example/x", secret: null, token: "in place" },
    ]);
    expect(secrets.toSorted()).toEqual([env.SLACK_URL, "in place", "of the file"].toSorted());
    const printed = printConfiguration(loaded.value);
    expect(printed).toContain('token: "***"');
    expect(printed).not.toContain("in place");
  });

  test.each([
    ["name: a, kind: slack", "3: a, of kind slack, needs url, urlFile or urlVariable"],
    ["name: a, kind: mail, url: 'smtp://m:25'", "3: a, of kind mail, needs from"],
    ["name: a, kind: pagerduty, secret: x, token: y", "3: token means nothing of a sink of kind pagerduty"],
    [
      "name: a, kind: slack, url: 'https://x.example', urlFile: y",
      "3: a has more than one of url, urlFile, urlVariable",
    ],
    [
      "name: a, kind: webhook, url: 'ftp://x.example'",
      "3: the address of webhook begins with http:// or https://",
    ],
    ["name: a, kind: webhook, url: 'https://me:pass@x.example'", "3: the address of webhook begins with"],
    [
      "name: a, kind: webhook, url: 'https://x.example', refreshMs: 5000",
      "3: refreshMs means nothing of a sink of kind webhook",
    ],
    [
      "name: a, kind: alertmanager, url: 'http://x.example', holdMs: 60000",
      "3: holdMs is less than three times refreshMs",
    ],
    [
      "name: a, kind: alertmanager, url: 'http://x.example', username: me",
      "3: a has a username and no password",
    ],
  ])("a sink of which it says { %s } is refused with its line", async (line, fault) => {
    expect((await faultsOf(sinks(line)))[0]).toContain(fault);
  });

  test.each([
    ["sinks: [b]", "there is no sink b"],
    ["sinks: [a], quietFrom: '22:00'", "quietFrom and quietTo go together"],
    ["sinks: [a], quietDays: [sunday]", "quiet hours need quietFrom and quietTo"],
    ["sinks: [a], quietFrom: '22:00', quietTo: '22:00'", "could mean always or never"],
    ["sinks: [a], quietFrom: '22:00', quietTo: '7:00'", "write hours and minutes"],
    [
      "sinks: [a], quietFrom: '22:00', quietTo: '07:00', quietTimeZone: Mars/North",
      "no time zone Mars/North",
    ],
    ["sinks: [a], severities: [fatal]", 'expected one of "critical"'],
  ])("a route of which it says { %s } is refused", async (route, fault) => {
    const text = `  sinks:\n    - { name: a, kind: slack, url: "https://x.example" }\n  routes:\n    - { ${route} }\n`;
    expect((await faultsOf(text)).join("\n")).toContain(fault);
  });

  test("sinks without a route are told as the slip that they are", async () => {
    expect(await faultsOf('  sinks:\n    - { name: a, kind: slack, url: "https://x.example" }\n')).toEqual([
      expect.stringContaining("nobody would be told") as string,
    ]);
  });

  test("a secret that is missing is told at the key that names it, and never shown", async () => {
    const file = written(
      `notify:\n${sinks("name: a, kind: pagerduty, secretVariable: PAGER", "name: b, kind: slack, urlFile: none", "name: c, kind: teams, urlVariable: BAD")}`,
    );
    const loaded = await loadLiveConfiguration({ file, env: { BAD: "not-an-address-but-secret" } });
    const faults = loaded.kind === "faulty" ? loaded.faults : [];
    expect(faults.map(({ path }) => path)).toEqual([
      "notify.sinks.0.secretVariable",
      "notify.sinks.1.urlFile",
      "notify.sinks.2.urlVariable",
    ]);
    expect(faults.map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(JSON.stringify(faults)).not.toContain("but-secret");
  });

  test("a route by a component or an owner that the topology does not have is refused with what was meant", async () => {
    const topology = Topology.parse({
      services: { web: { owner: "team-a" } },
      components: { edge: { services: ["web"] } },
    });
    const file = written(
      'notify:\n  sinks:\n    - { name: a, kind: slack, url: "https://x.example" }\n  routes:\n    - { sinks: [a], components: [egde], owners: [team-b] }\n',
    );
    const loaded = await loadConfiguration(file, topology);
    const faults = loaded.kind === "faulty" ? loaded.faults.map(({ message }) => message) : [];
    expect(faults.join("\n")).toContain("no component egde");
    expect(faults.join("\n")).toContain("edge");
    expect(faults.join("\n")).toContain("no owner team-b");
  });
});

describe("how acknowledgements are taken", () => {
  const route = sinks("name: a, kind: slack, urlVariable: SLACK_URL");
  const [secret, token] = ["s".repeat(16), "t".repeat(16)];

  test("has its keys in place, in files or in variables, and none of them is printed", async () => {
    folder.write("care", `${secret}\n`);
    const acknowledge = `  acknowledge: { url: "https://t.example", secretFile: care, tokenVariable: CARE }\n`;
    const file = written(`notify:\n${acknowledge}${route}`);
    const env = { SLACK_URL: "https://hooks.slack.example/T0/x", CARE: token };
    const loaded = await loadLiveConfiguration({ file, env });
    if (loaded.kind === "faulty") throw new Error(JSON.stringify(loaded.faults));
    const { configuration, secrets } = loaded.value;
    expect(configuration.notify?.acknowledge).toEqual({
      host: "127.0.0.1",
      port: 9465,
      url: "https://t.example",
      secret,
      token,
    });
    expect(secrets).toEqual(expect.arrayContaining([secret, token]));
    const inPlace = written(`notify:\n  acknowledge: { token: ${token} }\n${route}`);
    const second = await loadLiveConfiguration({ file: inPlace, env });
    if (second.kind === "faulty") throw new Error(JSON.stringify(second.faults));
    expect(printConfiguration(second.value)).not.toContain(token);
  });

  test.each([
    ["{ port: 1 }", "without a secret or a token nobody could send an acknowledgement"],
    ["{ token: short }", "the token has fewer than 16 characters"],
    [`{ token: ${token}, tokenFile: x }`, "acknowledge has more than one of token, tokenFile, tokenVariable"],
    [`{ token: ${token}, url: "https://t.example" }`, "links need a secret"],
    [`{ secret: ${secret}, url: "ftp://t.example" }`, "write http:// or https://, the host"],
    [`{ secretVariable: TOCSIN_X }`, "variables that begin with TOCSIN_ are keys of the configuration"],
  ])("refuses %s", async (acknowledge, words) => {
    expect((await faultsOf(`  acknowledge: ${acknowledge}\n${route}`)).join()).toContain(words);
  });

  test("refuses a key in a file that can be guessed", async () => {
    folder.write("short", "short\n");
    const file = written(`notify:\n  acknowledge: { secretFile: short }\n${route}`);
    const loaded = await loadLiveConfiguration({ file, env: { SLACK_URL: "https://h.example/x" } });
    expect(loaded.kind === "faulty" ? loaded.faults.map(({ message }) => message) : []).toEqual([
      "the secret has fewer than 16 characters, so that it can be guessed",
    ]);
  });
});
