import type { TestProject } from "vitest/node";
import { keeper, type Keeper } from "./use/keeper.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly serverKeeper: string;
  }
}

let kept: Keeper | null = null;

/**
 * Of vitest: called before the test files, in the process that runs them, and only where the run has files of the project
 * `servers`. Nothing is started yet.
 */
export async function setup(project: TestProject): Promise<void> {
  kept = await keeper((line) => process.stderr.write(`servers: ${line}\n`));
  project.provide("serverKeeper", kept.url);
}

/** Of vitest: called once after them. */
export async function teardown(): Promise<void> {
  await kept?.close();
}
