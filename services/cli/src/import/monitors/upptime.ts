import { basename, resolve } from "node:path";
import { inputFault } from "../../exit-codes.ts";
import type { CliIo } from "../../io.ts";
import type { Histories } from "../histories.ts";
import { rowState } from "../row-state.ts";
import { type FileVersion, fileVersions, gitText } from "./git-history.ts";
import { fieldsOf } from "./json-file.ts";
import { emptyBatch, type RowBatch, type StatusKind } from "./status-kind.ts";
import { checkFault, takeChecks, type WrittenCheck } from "./take-rows.ts";
import { writtenTimeMs } from "./written-time.ts";

/** The history of an Upptime repository: each site's file in `history`, as each commit left it. */
export const upptime: StatusKind = {
  name: "upptime",
  input: "the folder of a clone",
  defaultCadence: "5m",
  defaultHold: "48h",
  note: "The monitor committed on change and about daily; these probes were derived by holding the last state.",
  read: readUpptime,
};

async function* readUpptime(clone: string, into: Histories, io: CliIo): AsyncGenerator<RowBatch> {
  if (/^(https?|ssh|git):|^git@/.test(clone))
    throw inputFault(
      `${clone} is not cloned yet`,
      `git clone ${clone} upptime && tocsin import upptime upptime`,
    );
  if (clone === "-") throw inputFault("a clone cannot come by standard input", "Give its folder.");
  yield { ...emptyBatch, notes: await shallowNote(clone, io) };
  const names = await siteNames(clone, io);
  const monitor = basename(resolve(clone));
  const checks = async function* (): AsyncGenerator<readonly [WrittenCheck, string]> {
    for await (const version of fileVersions(clone, "history", io)) {
      const [, slug] = /^history\/([^/]+)\.ya?ml$/.exec(version.path) ?? [];
      if (slug === undefined) continue;
      yield [checkOf(version, names.get(slug) ?? slug, monitor), version.lines.join("\n")];
    }
  };
  yield* takeChecks(checks(), into);
}

async function shallowNote(clone: string, io: CliIo): Promise<readonly string[]> {
  const shallow = await gitText(clone, ["rev-parse", "--is-shallow-repository"], io);
  return shallow === "true"
    ? [`${clone} is a shallow clone: what it lacks of the past comes by git -C ${clone} fetch --unshallow`]
    : [];
}

/** Names by the slug that files are named after, as the newest summary has them. */
async function siteNames(clone: string, io: CliIo): Promise<ReadonlyMap<string, string>> {
  const summary = await gitText(clone, ["show", "HEAD:history/summary.json"], io);
  const names = new Map<string, string>();
  for (const site of listOf(summary)) {
    const { slug, name } = fieldsOf(site) ?? {};
    if (typeof slug === "string" && typeof name === "string" && name.trim() !== "")
      names.set(slug, name.trim());
  }
  return names;
}

function listOf(json: string | null): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(json ?? "[]");
    return Array.isArray(value) ? (value as readonly unknown[]) : [];
  } catch {
    return [];
  }
}

/** A site that is slow answers. */
const upStatuses: ReadonlySet<string> = new Set(["up", "degraded"]);

/** Files of Upptime's first months have a dash before each key. */
function checkOf({ lines, committedMs }: FileVersion, service: string, monitor: string): WrittenCheck {
  const values = new Map<string, string>();
  for (const line of lines) {
    const [, key, value] = /^(?:- )?(\w+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, value);
  }
  const status = values.get("status") ?? "";
  if (status !== "down" && !upStatuses.has(status))
    return checkFault(
      "row-value",
      `status is ${status === "" ? "missing" : status}, not up, down or degraded`,
    );
  const code = values.get("code") ?? "";
  return {
    kind: "check",
    at: writtenTimeMs(values.get("lastUpdated") ?? "") ?? committedMs,
    monitor,
    service,
    state: rowState(status !== "down", /^\d{1,3}$/.test(code) ? Number(code) : null),
  };
}
