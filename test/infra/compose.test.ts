import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Configuration } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly unknown[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly stop_grace_period?: string;
  readonly mem_limit?: string;
  readonly attach?: boolean;
}
const compose = parse(read("docker-compose.yml"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
};
const services = Object.entries(compose.services).map(([name, service]) => ({ name, service }));
const ours = services.filter(({ service }) => service.image.startsWith("tocsin"));
const lasting = services.filter(({ service }) => service.restart !== "no");

describe.each(services)("the service $name", ({ name, service }) => {
  test("lets in this machine alone", () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test("has an image of one version", () => {
    expect(service.image).toMatch(/^[\w/-]+:\d+\.\d+(\.\d+)?$/);
  });

  test("says how much memory it may take, as the page says", () => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    const row = read("infra/docker/README.md")
      .split("\n")
      .find((line) => line.startsWith("|") && line.includes(`\`${name}\``));
    expect(row).toContain(` ${service.mem_limit!.replace("m", " MB").replace("g", " GB")} `);
  });

  test("waits for a state of what it needs, not just for its start", () => {
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      const ends = compose.services[needed]!.restart === "no";
      expect(condition).toBe(ends ? "service_completed_successfully" : "service_healthy");
    }
  });

  test("is given files of the repository and volumes that are declared", () => {
    for (const volume of service.volumes ?? []) {
      const [source = ""] = volume.split(":");
      if (source.startsWith("./")) expect(existsSync(join(root, source))).toBe(true);
      else expect(compose.volumes).toHaveProperty([source]);
    }
  });

  test("has words for arguments, which YAML would like to read as dates and numbers", () => {
    for (const word of service.command ?? []) expect(word).toBeTypeOf("string");
  });
});

test.each(lasting)("$name comes back after a crash and is given time to stop", ({ service }) => {
  expect(service.restart).toBe("unless-stopped");
  expect(service.stop_grace_period).toMatch(/^\d+s$/);
});

test.each(ours)("$name can write nowhere but where it is told, and may do nothing special", ({ service }) => {
  expect([service.read_only, service.cap_drop]).toEqual([true, ["ALL"]]);
});

test("the live installation and the demo never run together, because both own the same topics", () => {
  const profiles = ours.map(({ service }) => service.profiles);
  expect(profiles.every((names) => names?.length === 1)).toBe(true);
  expect(new Set(profiles.flat())).toEqual(new Set(["live", "demo"]));
  expect(read(".env")).toMatch(/^COMPOSE_PROFILES=live$/m);
});

test("of the demo, what lasts leaves the screen to the one that says where to look", () => {
  const spoken = lasting.filter(
    ({ service }) => service.attach !== false && service.profiles?.includes("live") !== true,
  );
  expect(spoken.map(({ name }) => name)).toEqual(["demo-guide"]);
});

describe("the configuration of", () => {
  const configured = (file: string): Configuration =>
    Configuration.parse(parse(read(`infra/docker/${file}`)) as unknown);

  test.each(["tocsin.yaml", "demo.yaml"])("%s is one, and names the servers of the compose file", (file) => {
    const { kafka, influx, http, notify } = configured(file);
    for (const address of [...kafka.brokers.map((broker) => `kafka://${broker}`), influx!.url])
      expect(compose.services).toHaveProperty([new URL(address).hostname]);
    expect(influx).not.toHaveProperty("token");
    expect(notify!.routes.flatMap((route) => route.sinks)).toEqual(["alertmanager"]);
    for (const { url } of notify!.sinks) expect(compose.services).toHaveProperty([new URL(url!).hostname]);
    expect(http).toEqual({ host: "0.0.0.0", port: 9464 });
  });

  test("the demo lets the telemetry of 2021 say what time it is, and keeps messages and points for ever", () => {
    const kept = compose.services["demo-topics"]!.command!.at(-1) as string;
    const topics = ["telemetry", "windows", "evidence", "deadLetters"];
    expect(kept.split(",")).toEqual(topics.map((name) => `${name}=unlimited`));
    const { clock, influx, topology } = configured("demo.yaml");
    expect([clock, influx!.retentionDays]).toEqual(["stream", 0]);
    const [, mounted] = /\.\/(\S+):(\S+):ro$/.exec(
      compose.services["demo-tocsin"]!.volumes!.find((volume) => volume.includes(dirname(topology!)))!,
    )!;
    expect(mounted).toBe("packages/outages/outages/2021-10-04.topology.yaml");
  });
});
