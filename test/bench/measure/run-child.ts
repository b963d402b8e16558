import { spawn } from "node:child_process";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/**
 * Runs a script of this folder in a process of its own and resolves with the one JSON value that it prints: fresh
 * heap, cold code, and its own peak of memory. Rejects when it fails.
 */
export async function runChild(script: URL, values: readonly string[]): Promise<unknown> {
  const path = fileURLToPath(script);
  const child = spawn(process.execPath, ["--conditions=source", "--expose-gc", path, ...values], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [printed, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (code !== 0) throw new Error(`${path} ended with ${code}:\n${complaints}`);
  return JSON.parse(printed);
}
