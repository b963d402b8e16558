import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../run/run-command.ts";
import { notThere, ServerMissing, waysToTry } from "../ways.ts";

export const kafkaVersion = "4.3.0";

const artifacts = [
  ["org.apache.kafka", "kafka_2.13", kafkaVersion],
  ["org.apache.kafka", "kafka-tools", kafkaVersion],
  ["org.apache.logging.log4j", "log4j-slf4j-impl", "2.25.4"],
] as const;

const javaVersionNeeded = 17;
const downloadMs = 300_000;

const dependency = ([group, artifact, version]: readonly [string, string, string]): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const pom = (): string =>
  '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>' +
  "<groupId>local</groupId><artifactId>kafka</artifactId><version>1</version>" +
  `<dependencies>${artifacts.map(dependency).join("")}</dependencies></project>\n`;

async function javaVersion(): Promise<number | null> {
  const said = await runCommand("java", ["-version"]);
  const major = said === null ? undefined : /version "(\d+)/u.exec(said)?.[1];
  return major === undefined ? null : Number(major);
}

/** Downloads beside the final place and renames: whoever finds the folder finds it complete. */
async function download(folder: string): Promise<boolean> {
  const beside = `${folder}-${randomUUID()}`;
  await mkdir(beside, { recursive: true });
  try {
    await writeFile(join(beside, "pom.xml"), pom());
    const jars = join(beside, "jars");
    const args = ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${jars}`];
    if ((await runCommand("mvn", args, { timeoutMs: downloadMs, cwd: beside })) === null) return false;
    await rename(jars, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return true;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

export type KafkaJars =
  | {
      readonly kind: "possible";
      /** The folder that holds them. */
      readonly fetched: () => Promise<string>;
    }
  | { readonly kind: "not-there"; readonly reason: string };

/** Apache Kafka's jars in the user's cache folder, from Maven Central the first time: whether that can be tried. */
export async function kafkaJars(): Promise<KafkaJars> {
  const java = await javaVersion();
  if (java === null) return notThere("no java on the PATH");
  if (java < javaVersionNeeded) return notThere(`java ${java} is older than ${javaVersionNeeded}`);
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "tocsin-tests");
  const folder = join(cache, `kafka-${kafkaVersion}`);
  if (existsSync(folder)) return { kind: "possible", fetched: async () => folder };
  if ((await runCommand("mvn", ["-version"])) === null)
    return notThere("no mvn on the PATH to fetch Apache Kafka with");
  const fetched = async (): Promise<string> => {
    if (!(await download(folder)))
      throw new ServerMissing("mvn could not fetch Apache Kafka from Maven Central");
    return folder;
  };
  return { kind: "possible", fetched };
}

/** For brokers of a test's own, which are processes in any case. Throws `ServerMissing` where there can be none. */
export async function jarsForProcesses(): Promise<string> {
  if (!waysToTry(process.env["TOCSIN_TEST_SERVERS"]).includes("processes"))
    throw new ServerMissing("TOCSIN_TEST_SERVERS does not name processes");
  const jars = await kafkaJars();
  if (jars.kind === "not-there") throw new ServerMissing(jars.reason);
  return await jars.fetched();
}
