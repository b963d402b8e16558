import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { configurationLeaves } from "../../src/config/configuration-keys.ts";
import {
  type LiveConfiguration,
  loadLiveConfiguration,
  loadYamlText,
  printConfiguration,
} from "../../src/config/index.ts";
import { Configuration } from "@tocsin/contracts";
import { logger } from "../../src/observe/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

const saslSecret = "hunter2-sasl";
const tokenSecret = "hunter2-token";
const filedSecret = "hunter2-filed";

async function live(text: string, env: Readonly<Record<string, string>>): Promise<LiveConfiguration> {
  const loaded = await loadLiveConfiguration({ file: folder.write("tocsin.yaml", text), env });
  if (loaded.kind === "faulty") throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

const withSecrets = async (): Promise<LiveConfiguration> => {
  folder.write("influx-token", `${filedSecret}\n`);
  return await live(
    `kafka:\n  sasl: { mechanism: plain, username: u, password: ${saslSecret} }\ninflux:\n  tokenFile: influx-token\n`,
    { TOCSIN_CLOCK: "stream" },
  );
};

describe("the printed configuration", () => {
  test("has every value with its origin and is YAML again, secrets hidden", async () => {
    const printed = printConfiguration(await withSecrets());
    expect(printed).toContain("\nclock: stream # TOCSIN_CLOCK\n");
    expect(printed).toContain("\nwindowMs: 60000 # default\n");
    expect(printed).toContain(`    password: "***" # ${folder.path}/tocsin.yaml:2\n`);
    expect(printed).toContain(`  tokenFile: influx-token # ${folder.path}/tocsin.yaml:4\n`);
    expect(printed).not.toContain("hunter2");
    expect(Configuration.safeParse(parse(printed)).success).toBe(true);
  });

  test("hides what a variable gives as well", async () => {
    const printed = printConfiguration(await live("influx: {}\n", { TOCSIN_INFLUX_TOKEN: tokenSecret }));
    expect(printed).toContain('  token: "***" # TOCSIN_INFLUX_TOKEN\n');
    expect(printed).not.toContain(tokenSecret);
  });

  test("hides every key that the schema calls a secret, and these are all that hold one", () => {
    const secret = configurationLeaves().filter((leaf) => leaf.secret);
    const named = configurationLeaves().filter(({ path }) =>
      /(password|token|secret)$/i.test(path.at(-1) ?? ""),
    );
    expect(secret.map(({ path }) => path.join("."))).toEqual([
      "schemaRegistry.password",
      "kafka.sasl.password",
      "kafka.sasl.token",
      "influx.token",
      "influx.password",
      "notify.acknowledge.secret",
      "notify.acknowledge.token",
    ]);
    expect(secret).toEqual(named);
  });
});

describe("a log line", () => {
  test("holds no secret of the configuration, though the whole of it or an error with it is logged", async () => {
    const { configuration, written, secrets } = await withSecrets();
    expect([...secrets].sort()).toEqual([filedSecret, saslSecret].sort());
    const lines: string[] = [];
    const log = logger({
      level: "trace",
      service: "tocsin",
      environment: "test",
      secrets,
      destination: { write: (line) => void lines.push(line) },
    });
    log.event("config.loaded", { configuration, written });
    log.event("config.loaded", { text: `sent ${filedSecret} to the server`, [saslSecret]: 1 });
    const error = new Error(`401 for Token ${filedSecret}`, { cause: new Error(saslSecret) });
    log.event("influx.unavailable", {}, error);
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain("hunter2");
    expect(lines[2]).toContain("401 for Token ***");
  });
});

describe("no fault repeats a secret", () => {
  /** Where a password may stand and how it may be written wrongly. */
  const places: readonly ((secret: string) => string)[] = [
    (secret) => `kafka:\n  sasl: { mechanism: plain, username: u, password: ${secret}, passwordFile: f }\n`,
    (secret) => `kafka:\n  sasl: { mechanism: plain, username: u, password:${secret} }\n`,
    (secret) => `kafka:\n  sasl:\n    mechanism: plain\n    password:${secret}\n    username: u\n`,
    (secret) => `kafka:\n  sasl:\n    password: ${secret}\n`,
    (secret) => `kafka:\n  sasl:\n    password=${secret}: 1\n`,
    (secret) => `kafka:\n  sasl: ${secret}\n`,
    (secret) => `influx:\n  token: "${secret}\\q"\n`,
    (secret) => `influx:\n  token: { ${secret}\n`,
    (secret) => `influx:\n  api: v1\n  token: ${secret}\n`,
    (secret) => `influx:\n  url: http://user:${secret}@localhost\n  token: t\n`,
  ];

  /** Letters that YAML takes for something else, before a word that is looked for. */
  const starts = [
    "",
    "*",
    "&",
    "!",
    "!!",
    "|",
    ">",
    "@",
    "%",
    "`",
    "'",
    '"',
    "[",
    "{",
    "- ",
    "? ",
    "#",
    "\\",
  ];

  test.each(starts)("that begins with %j, wherever it stands in a file", async (start) => {
    for (const place of places) {
      const file = folder.write("tocsin.yaml", place(`${start}hunter2`));
      const loaded = await loadLiveConfiguration({ file, env: {} });
      expect(JSON.stringify(loaded.kind === "faulty" ? loaded.faults : [])).not.toContain("hunter2");
    }
  });

  test("whatever letters stand around it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.string({ maxLength: 4 }),
        fc.string({ maxLength: 4 }),
        (place, before, after) => {
          const text = place(`${before}hunter2${after}`);
          const loaded = loadYamlText({ text, file: "f" }, Configuration);
          expect(JSON.stringify(loaded.kind === "faulty" ? loaded.faults : [])).not.toContain("hunter2");
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("in a variable that is refused", async () => {
    const env = {
      TOCSIN_WINDOW_MS: "hunter2",
      TOCSIN_CLOCK: "hunter2",
      TOCSIN_KAFKA_BROKERS: "hunter2",
      TOCSIN_X: "hunter2",
    };
    const loaded = await loadLiveConfiguration({ file: null, env });
    expect(loaded.kind === "faulty" ? loaded.faults : []).toHaveLength(4);
    expect(JSON.stringify(loaded)).not.toContain("hunter2");
  });
});
