import { randomBytes } from "node:crypto";
import { didYouMean, printable } from "@tocsin/adapters/config";
import type { Command, Topology } from "@tocsin/contracts";
import { formatIso } from "@tocsin/core";
import { counted, momentOf } from "@tocsin/report/words";
import { type OpenCluster, withCluster } from "../cluster/with-cluster.ts";
import { exitCodes, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { render } from "../terminal/paint.ts";
import { knownTopology } from "../told/known-topology.ts";
import { commandsOrFault, firstWindow, sendCommand, timeNow, toldBy } from "../told/send-command.ts";
import { toldCommands } from "../told/told-commands.ts";
import { scopeWords, spanWords, workBlocks, workJson, worksAt } from "./maintenance-words.ts";
import { type KnownWork, stateOf, worksConfigured, worksTold } from "./planned-works.ts";
import type { MaintenanceRequest, WorkToAdd } from "./request.ts";

/** `tocsin maintenance`: resolves with the exit code, or rejects with a `ProcessFault`. */
export async function runMaintenance(request: MaintenanceRequest, io: CliIo): Promise<number> {
  return await withCluster(request.configFile, io, async (cluster) => {
    if (request.action === "list") await list(request.json, cluster, io);
    else if (request.action === "end") await end(request.id, cluster, io);
    else await add(request, await knownTopology(request.topologyFile, cluster, io), { cluster, io });
    return exitCodes.done;
  });
}

/** The end of what is written with four digits of a year. */
const latestMs = Date.UTC(9999, 11, 31);

interface Telling {
  readonly cluster: OpenCluster;
  readonly io: CliIo;
}

async function add(work: WorkToAdd, topology: Topology | null, { cluster, io }: Telling): Promise<void> {
  await refuseUnknown(work, topology, io);
  const nowMs = await timeNow(cluster);
  const fromMs = work.fromMs ?? nowMs;
  const toMs = endOf(work, fromMs);
  if (toMs !== null && toMs <= Math.max(fromMs, nowMs)) {
    throw usageFault(
      `it would be over at ${momentOf(toMs)} UTC, which is not after ${momentOf(Math.max(fromMs, nowMs))}`,
    );
  }
  if ((toMs ?? fromMs) > latestMs) {
    throw usageFault("it would end after the year 9999", "--open lasts until tocsin maintenance end.");
  }
  const id = work.id ?? `m-${randomBytes(4).toString("hex")}`;
  const { commands } = await commandsOrFault(cluster, io);
  const known = worksTold(commands).get(id);
  if (known !== undefined && stateOf(known, nowMs) !== "over") {
    if (!isSameWork(known, { ...work, fromMs: work.fromMs ?? known.fromMs, toMs })) throw inUse(known);
    await say(io, `${id} is known already: ${scopeWords(known)}, ${spanWords(known)}.`);
    return;
  }
  const fromWindow = firstWindow(nowMs, cluster.configuration.windowMs);
  const command: Command = {
    ...toldBy(nowMs, io),
    kind: "maintenance-add",
    id,
    fromWindow,
    ...(work.services.length === 0 ? {} : { services: [...work.services] }),
    ...(work.components.length === 0 ? {} : { components: [...work.components] }),
    from: formatIso(fromMs),
    ...(toMs === null ? {} : { to: formatIso(toMs) }),
    ...(work.note === null ? {} : { note: work.note }),
  };
  await sendCommand(cluster, command, nowMs);
  await say(io, `${id}: ${scopeWords(work)}, ${spanWords({ fromMs, toMs })}.`);
  await say(io, effectWords({ fromMs, toMs, fromWindow }));
  if (toMs === null) await say(io, `It lasts until: tocsin maintenance end ${id}`);
}

function endOf({ until }: WorkToAdd, fromMs: number): number | null {
  if (until.kind === "open") return null;
  return until.kind === "time" ? until.toMs : fromMs + until.lengthMs;
}

function effectWords(work: { fromMs: number; toMs: number | null; fromWindow: number }): string {
  const { fromMs, toMs, fromWindow } = work;
  if (toMs !== null && toMs <= fromWindow) {
    return `It changes nothing: the first window in which it could hold begins at ${momentOf(fromWindow)} UTC, when it is over.`;
  }
  if (fromMs >= fromWindow) return `It holds from ${momentOf(fromMs)} UTC on.`;
  return `It holds from the window at ${momentOf(fromWindow)} UTC on. Windows before are judged as if nobody had said anything.`;
}

const isSameWork = (
  known: KnownWork,
  work: Pick<KnownWork, "services" | "components" | "fromMs" | "toMs" | "note">,
): boolean =>
  known.fromMs === work.fromMs &&
  known.toMs === work.toMs &&
  known.note === work.note &&
  known.services.join() === work.services.join() &&
  known.components.join() === work.components.join();

const inUse = (known: KnownWork) =>
  usageFault(
    `${known.id} is the id of other work: ${scopeWords(known)}, ${spanWords(known)}`,
    `End it with tocsin maintenance end ${known.id}, or choose another --id.`,
  );

/** The component to which every service belongs. */
const everybody = "all";

/** With a topology a name that it does not know is a slip; without one, nobody can tell. */
async function refuseUnknown(
  { services, components }: WorkToAdd,
  topology: Topology | null,
  io: CliIo,
): Promise<void> {
  if (topology === null) {
    const unknown = components.find((name) => name !== everybody);
    if (unknown !== undefined) {
      throw usageFault(
        `without a topology there is no component ${unknown}, only ${everybody}`,
        "Name the file with --topology, or in the configuration.",
      );
    }
    await warn(
      io,
      "without a topology it is not known whether these services exist; a name that nothing sends changes nothing",
    );
    return;
  }
  refuse("component", components, [...Object.keys(topology.components), everybody]);
  refuse("service", services, Object.keys(topology.services));
}

function refuse(kind: string, named: readonly string[], known: readonly string[]): void {
  const unknown = named.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = didYouMean(unknown, known);
  throw usageFault(
    `the topology has no ${kind} ${unknown}`,
    meant === null ? `It has ${known.slice(0, 20).join(", ")}.` : `Did you mean ${meant}?`,
  );
}

async function end(id: string, cluster: OpenCluster, io: CliIo): Promise<void> {
  if (worksConfigured(cluster.configuration).some((work) => work.id === id)) {
    throw usageFault(`${id} stands in the configuration file`, "Change it there, under maintenance.");
  }
  const nowMs = await timeNow(cluster);
  const { commands } = await commandsOrFault(cluster, io);
  const works = worksTold(commands);
  const known = works.get(id);
  if (known === undefined) throw unknownId(id, commands, [...works.values()]);
  const fromWindow = firstWindow(nowMs, cluster.configuration.windowMs);
  if (known.toMs !== null && known.toMs <= fromWindow) {
    const when = known.toMs <= nowMs ? "is over since" : "is over by itself at";
    await say(io, `${id} ${when} ${momentOf(known.toMs)} UTC: nothing to do.`);
    return;
  }
  await sendCommand(cluster, { ...toldBy(nowMs, io), kind: "maintenance-end", id, fromWindow }, nowMs);
  const words =
    fromWindow <= known.fromMs
      ? "is given up before it begins."
      : `is over from the window at ${momentOf(fromWindow)} UTC on. What still fails then is raised.`;
  await say(io, `${id}: ${scopeWords(known)} ${words}`);
}

function unknownId(id: string, commands: readonly Command[], works: readonly KnownWork[]) {
  if (commands.some((command) => command.kind === "maintenance-end" && command.id === id)) {
    return usageFault(`${id} was given up before it began`);
  }
  const meant = didYouMean(
    id,
    works.map((work) => work.id),
  );
  const hint = meant === null ? "tocsin maintenance list shows what there is." : `Did you mean ${meant}?`;
  return usageFault(`there is no planned work ${id}`, hint);
}

async function list(json: boolean, cluster: OpenCluster, io: CliIo): Promise<void> {
  const nowMs = await timeNow(cluster);
  const told = await toldCommands(cluster, io);
  const works = [...worksConfigured(cluster.configuration), ...worksTold(told?.commands ?? []).values()];
  if (json) for (const work of worksAt(works, nowMs)) await write(io.stdout, `${workJson(work, nowMs)}\n`);
  else await write(io.stdout, render(workBlocks(works, nowMs), io.stdout, io.env));
  const { commands: topic } = cluster.configuration.topics;
  if (told === null)
    await warn(io, `topic ${topic} is missing, or may not be read: tocsin topics apply makes it`);
  else if (told.refused > 0) {
    await warn(
      io,
      `${counted(told.refused, "message")} of ${topic} cannot be used: tocsin inspect dead-letters says why`,
    );
  }
}

const say = async (io: CliIo, line: string): Promise<void> => await write(io.stdout, `${printable(line)}\n`);
const warn = async (io: CliIo, line: string): Promise<void> =>
  await write(io.stderr, `tocsin: ${printable(line)}\n`);
