import type { ConfigurationInput } from "@tocsin/contracts";
import { onTestFinished } from "vitest";
import {
  type KafkaInstallation,
  kafkaInstallation,
} from "../../../support/installation/kafka-installation.ts";
import type { ProcessUnderTest } from "../../../support/installation/process-under-test.ts";
import { programsOf, type WorkerName } from "../../../support/installation/programs.ts";
import { temporaryFolder, type UsedInflux } from "../../../support/servers/index.ts";

/** An installation whose workers are programs: `tocsin run`. */
export interface Installed extends KafkaInstallation {
  readonly folder: string;
  /** Starts `tocsin run`; the process is ended with the installation. */
  run(worker: WorkerName, more?: readonly string[], env?: Readonly<Record<string, string>>): ProcessUnderTest;
  readonly end: () => Promise<void>;
}

/** Sessions are short, so that what is lost is soon given to another. */
export async function installed(
  { brokers }: { readonly brokers: readonly string[] },
  input: ConfigurationInput = {},
): Promise<Installed> {
  const kafka = { sessionTimeoutMs: 6000, ...input.kafka };
  const installation = await kafkaInstallation(brokers, { input: { ...input, kafka } });
  const folder = temporaryFolder("installation");
  const programs = programsOf(installation, folder.path);
  return {
    ...installation,
    folder: folder.path,
    run: (worker, more = [], env = {}) => {
      const program = programs.worker(worker, { more, env });
      program.start();
      return program;
    },
    end: async () => {
      await programs.killAll();
      await installation.remove();
      await folder.remove();
    },
  };
}

/** For the current test alone. */
export async function installedForTest(...given: Parameters<typeof installed>): Promise<Installed> {
  const made = await installed(...given);
  onTestFinished(made.end);
  return made;
}

/** What a configuration says of a database. */
export const recordedIn = (
  { url, org, token }: Pick<UsedInflux, "url" | "org" | "token">,
  bucket: string,
): Pick<ConfigurationInput, "influx"> => ({ influx: { url, org, token, bucket } });
