import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

/** An empty folder into which packages were installed, and a Node of its own to run them. */
export interface Installation {
  readonly folder: string;
  readonly run: (command: string, ...argv: readonly string[]) => string;
}

const quietly = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];

/** Installs from the registry, without scripts. Node comes from it too, as the built package of this platform. */
export function installed(folder: string, node: string, tarballs: readonly string[]): Installation {
  const tools = join(folder, "node");
  const work = join(folder, "work");
  for (const path of [tools, work]) mkdirSync(path, { recursive: true });
  const platform = `node-${process.platform}-${process.arch}`;
  execFileSync("npm", ["install", "--prefix", tools, ...quietly, `${platform}@${node}`], {
    stdio: "inherit",
  });
  const path = [join(tools, "node_modules", platform, "bin"), process.env["PATH"]].join(delimiter);
  const run = (command: string, ...argv: readonly string[]): string =>
    execFileSync(command, argv, { cwd: work, env: { ...process.env, PATH: path }, encoding: "utf8" });
  run("npm", "install", ...quietly, ...tarballs);
  return { folder: work, run };
}

/** The demo of the packed program, in a folder in which nothing else is. */
export function demoFaults({ folder, run }: Installation): readonly string[] {
  const version = run("npx", "--no-install", "tocsin", "--version");
  const said = run("npx", "--no-install", "tocsin", "demo");
  const alerts = readFileSync(join(folder, "out/alerts.jsonl"), "utf8");
  const report = readFileSync(join(folder, "out/report.html"), "utf8");
  const faults: string[] = [];
  if (!/^tocsin \d+\.\d+\.\d+ \(detector \S+, commit [0-9a-f]{40}\)\n$/.test(version))
    faults.push(`--version says ${version}`);
  if (!/What they share is almost certainly backbone\b/.test(said.replace(/\s+/g, " ")))
    faults.push(`demo says ${said}`);
  if (!alerts.includes('"scope":"simultaneous"')) faults.push("demo wrote no simultaneous alert");
  if (!report.includes("<svg") && !report.includes("uPlot")) faults.push("the report has no pictures");
  return faults;
}

/** An outage by its name, which the packed program makes by itself and of which it leaves nothing. */
export function outageFaults({ folder, run }: Installation): readonly string[] {
  const before = readdirSync(folder);
  const said = run("npx", "--no-install", "tocsin", "replay", "2021-10-08", "--expect", "labels");
  const faults = readdirSync(folder)
    .filter((name) => !before.includes(name))
    .map((name) => `replay of an outage leaves ${name}`);
  if (!said.replace(/\s+/g, " ").includes("component app-tier right"))
    faults.push(`replay of an outage says ${said}`);
  return faults;
}

const consumer = `import { AlertEvent, ErrorRateTelemetry } from "@tocsin/contracts";
const reading: ErrorRateTelemetry = { service: "shop", ts: 0, intervalMs: 60_000, requests: 1, errors: 0 };
export const requests: number = ErrorRateTelemetry.parse(reading).requests;
export const read = (value: unknown): AlertEvent => AlertEvent.parse(value);
`;

const modes = [
  { file: "consumer.mts", module: "node16", resolution: "node16" },
  { file: "consumer.mts", module: "nodenext", resolution: "nodenext" },
  // Node loads modules by require since 22.12, and TypeScript knows since 5.8.
  { file: "consumer.cts", module: "nodenext", resolution: "nodenext" },
  { file: "consumer.mts", module: "esnext", resolution: "bundler" },
  { file: "consumer.cts", module: "preserve", resolution: "bundler" },
] as const;

/** Whether a program in TypeScript finds the types of the contracts, however it looks for them; and runs. */
export function consumerFaults({ folder, run }: Installation, compiler: string): readonly string[] {
  const faults: string[] = [];
  for (const { file, module, resolution } of modes) {
    writeFileSync(join(folder, file), consumer);
    const strictly = ["--strict", "--noEmit", "--target", "es2023", "--types", ""];
    try {
      run(compiler, ...strictly, "--module", module, "--moduleResolution", resolution, file);
    } catch (error) {
      faults.push(`${file} with ${resolution}: ${String((error as { readonly stdout?: unknown }).stdout)}`);
    }
  }
  const parses = `ErrorRateTelemetry.parse({ service: "shop", ts: 0, intervalMs: 1, requests: 1, errors: 0 }).requests`;
  const imported = run(
    "node",
    "--input-type=module",
    "-e",
    `import { ErrorRateTelemetry } from "@tocsin/contracts"; console.log(${parses})`,
  );
  const required = run(
    "node",
    "-e",
    `const { ErrorRateTelemetry } = require("@tocsin/contracts"); console.log(${parses})`,
  );
  const schema = run(
    "node",
    "-p",
    `require("@tocsin/contracts/schema/error-rate-telemetry.schema.json").title`,
  );
  if (imported.trim() !== "1") faults.push("import gives no contracts");
  if (required.trim() !== "1") faults.push("require gives no contracts");
  if (schema.trim() === "undefined") faults.push("the JSON Schemas cannot be reached");
  return faults;
}
