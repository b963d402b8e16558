/**
 * Outlives the process that started it by a moment: when that process ends in any way, also by SIGKILL, its end of the
 * pipe closes, and what it left running is ended and what it left lying is removed. One line of input is one thing:
 * `+ pid 12`, `+ container ab12`, `+ folder /tmp/x`; with `-` it is no longer to be ended.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

const left = new Map<string, { readonly kind: string; readonly name: string }>();

function end(kind: string, name: string): void {
  if (kind === "pid") process.kill(Number(name), "SIGKILL");
  else if (kind === "container")
    spawnSync("docker", ["rm", "--force", "--volumes", name], { timeout: 20_000 });
  else if (kind === "mount") spawnSync("umount", ["-l", name], { timeout: 20_000 });
  else if (kind === "folder") rmSync(name, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

// Ctrl-C reaches the whole group: the guard goes when its pipe closes, not before.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const [sign, kind = "", ...words] = line.split(" ");
  const name = words.join(" ");
  if (sign === "+") left.set(`${kind} ${name}`, { kind, name });
  else left.delete(`${kind} ${name}`);
}
// Processes and containers before the folders in which they write.
const order = ["pid", "container", "mount", "folder"];
for (const { kind, name } of [...left.values()].sort(
  (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind),
)) {
  try {
    end(kind, name);
  } catch {
    // It is gone already.
  }
}
