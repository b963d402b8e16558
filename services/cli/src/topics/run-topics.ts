import { namePrefixOf, printable } from "@tocsin/adapters/config";
import {
  applyPlan,
  loadTopicsFile,
  planTopics,
  type TopicPlan,
  type TopicsFile,
} from "@tocsin/adapters/kafka";
import { type OpenCluster, withCluster } from "../cluster/with-cluster.ts";
import { exitCodes, ProcessFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { render } from "../terminal/paint.ts";
import { refuseFormerNames } from "./former-names.ts";
import { planSummary, stepLine } from "./plan-words.ts";
import type { TopicsRequest } from "./request.ts";

/** `tocsin topics`: resolves with the exit code, or rejects with a `ProcessFault`. */
export async function runTopics(request: TopicsRequest, io: CliIo): Promise<number> {
  const file = await topicsFileOf(request, io);
  return await withCluster(request.configFile, io, async (cluster) => {
    await refuseFormerNames(cluster);
    const plan = await planOf(request, file, cluster);
    for (const name of prefixNote(cluster)) await say(io, `names           ${name}`);
    for (const note of plan.notes) await say(io, `note            ${note}`);
    if (request.action === "apply") return await apply(plan, { request, file, cluster, io });
    for (const step of plan.steps) await say(io, stepLine(step));
    await say(io, planSummary(plan));
    return request.action === "check" && plan.steps.length > 0 ? exitCodes.checkFailed : exitCodes.done;
  });
}

/** Where the names are not the usual ones. */
function prefixNote({ configuration: { environment, kafka } }: OpenCluster): readonly string[] {
  if (kafka.namePrefix === namePrefixOf("default")) return [];
  return [`Tocsin's own topics in environment ${environment} begin with ${kafka.namePrefix}`];
}

async function topicsFileOf({ topicsFile }: TopicsRequest, io: CliIo): Promise<TopicsFile> {
  const loaded = await loadTopicsFile(topicsFile);
  if (loaded.kind === "loaded") return loaded.value;
  await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
  throw new ProcessFault(exitCodes.usage, "nothing was done, because of these faults");
}

async function planOf(
  { partitions, retention, shortenRetention }: TopicsRequest,
  file: TopicsFile,
  { admin, configuration }: OpenCluster,
): Promise<TopicPlan> {
  return await planTopics(admin, {
    file,
    names: configuration.topics,
    ofOthers: new Set(Object.keys(configuration.formats)),
    partitions,
    retention,
    shortenRetention,
  });
}

interface Applying {
  readonly request: TopicsRequest;
  readonly file: TopicsFile;
  readonly cluster: OpenCluster;
  readonly io: CliIo;
}

/** A second look tells what came of it: only what cannot be done may be left. */
async function apply(plan: TopicPlan, { request, file, cluster, io }: Applying): Promise<number> {
  await applyPlan(cluster, plan, async (step) => await say(io, stepLine(step)));
  const after = await planOf(request, file, cluster);
  for (const step of after.steps) if (step.kind === "cannot") await say(io, stepLine(step));
  await say(io, planSummary(after));
  return exitCodes.done;
}

const say = async (io: CliIo, line: string): Promise<void> => await write(io.stdout, `${printable(line)}\n`);
