import { randomBytes } from "node:crypto";
import { didYouMean, loadLiveConfiguration, printable } from "@tocsin/adapters/config";
import type { Acknowledgement } from "@tocsin/contracts";
import { type HeldIncident, type Rehearsed, rehearse, remembered, type Told } from "@tocsin/notifier";
import { counted, momentOf, titleOf } from "@tocsin/report/words";
import { countsIfThere } from "../cluster/counts-if-there.ts";
import { type OpenCluster, withCluster } from "../cluster/with-cluster.ts";
import { exitCodes, ProcessFault, usageFault } from "../exit-codes.ts";
import { newestAlerts } from "../inspect/newest-alerts.ts";
import { type CliIo, write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { type Block, paragraph, span } from "../terminal/layout.ts";
import { render } from "../terminal/paint.ts";
import { careWords, toldCares } from "../told/cares.ts";
import { timeNow, toldBy } from "../told/send-command.ts";
import type { CareToTell, NotifyRequest } from "./request.ts";

/** `tocsin notify`: resolves with the exit code, or rejects with a `ProcessFault`. */
export async function runNotify(request: NotifyRequest, io: CliIo): Promise<number> {
  if (request.action === "test") return await test(request.configFile, io);
  return await withCluster(request.configFile, io, async (cluster) => {
    if (request.action === "ack") await tellCare(request, cluster, io);
    else await list(request.json, cluster, io);
    return exitCodes.done;
  });
}

/** Needs no Kafka: it asks the sinks alone. */
async function test(configFile: string | null, io: CliIo): Promise<number> {
  const loaded = await loadLiveConfiguration({ file: configFile, env: io.env });
  if (loaded.kind === "faulty") {
    await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
    throw new ProcessFault(exitCodes.usage, "nobody was told, because of these faults");
  }
  const { notify, environment } = loaded.value.configuration;
  if (notify === null || notify.routes.length === 0) {
    throw usageFault(
      "the configuration has no route in its notify section, so nobody is ever told",
      "docs/notifications.md shows how to write one.",
    );
  }
  let failed = 0;
  const incident = `rehearsal-${randomBytes(4).toString("hex")}`;
  const stop = io.interrupted ?? new AbortController().signal;
  for await (const rehearsed of rehearse({ notify, environment, incident, nowMs: Date.now(), stop })) {
    if (rehearsed.outcome.kind !== "taken") failed += 1;
    await write(io.stdout, `${printable(rehearsedWords(rehearsed))}\n`);
  }
  if (failed === 0) return exitCodes.done;
  await write(io.stderr, `tocsin: ${counted(failed, "sink")} could not be told\n`);
  return exitCodes.checkFailed;
}

function rehearsedWords({ route, sink, outcome }: Rehearsed): string {
  const what = outcome.kind === "taken" ? "has taken the rehearsal" : `${outcome.kind}: ${outcome.reason}`;
  return `route ${route}, ${sink}: ${what}`;
}

async function tellCare(request: CareToTell, cluster: OpenCluster, io: CliIo): Promise<void> {
  const { incident, by, note, isWithdrawn } = request;
  const { log, configuration } = cluster;
  const cares = await toldCares(cluster, io);
  const { acknowledgements: topic, incidents } = configuration.topics;
  if (cares === null)
    throw usageFault(`topic ${topic} is missing, or may not be read`, "tocsin topics apply makes it.");
  const { events } = await newestAlerts(log, incidents, io.interrupted);
  const known = new Map(events.map((event) => [event.data.incident, event]));
  const event = known.get(incident);
  if (event === undefined) {
    const meant = didYouMean(incident, [...known.keys()]);
    const hint = meant === null ? "tocsin inspect incidents shows the incidents." : `Did you mean ${meant}?`;
    throw usageFault(`there is no alert of an incident ${incident}`, hint);
  }
  const nowMs = await timeNow(cluster);
  const { v, at, by: user } = toldBy(nowMs, io);
  const who = by ?? user;
  const care: Acknowledgement = {
    v,
    incident,
    at,
    ...(who === undefined ? {} : { by: who }),
    ...(note === null ? {} : { note }),
  };
  const value = isWithdrawn ? null : JSON.stringify(care);
  await log.append([{ topic, partition: 0, key: incident, value }]);
  const words = isWithdrawn ? "in nobody's care any more" : careWords(care);
  await write(io.stdout, `${printable(incident)}: ${words}.\n`);
  if (event.data.status !== "open")
    await write(
      io.stderr,
      `tocsin: ${printable(incident)} is ${event.data.status}, so nobody is told of it\n`,
    );
}

async function list(json: boolean, cluster: OpenCluster, io: CliIo): Promise<void> {
  const { log, configuration } = cluster;
  const { notifierState: topic } = configuration.topics;
  if (!(await countsIfThere(log, [topic])).has(topic))
    throw usageFault(`topic ${topic} is missing, or may not be read`, "tocsin topics apply makes it.");
  const stop = io.interrupted ?? new AbortController().signal;
  const { incidents } = await remembered({
    log,
    place: { topic, partition: 0 },
    alerts: [],
    nowMs: Date.now(),
    stop,
  });
  const cares = (await toldCares(cluster, io)) ?? new Map<string, Acknowledgement>();
  if (!json) {
    await write(io.stdout, render(listBlocks([...incidents.values()], cares), io.stdout, io.env));
    return;
  }
  for (const { event, told } of incidents.values()) {
    const { incident, revision, status } = event.data;
    const acknowledgement = cares.get(incident) ?? null;
    const line = { incident, revision, status, acknowledgement, told: Object.fromEntries(told) };
    await write(io.stdout, `${JSON.stringify(line)}\n`);
  }
}

function listBlocks(
  held: readonly HeldIncident[],
  cares: ReadonlyMap<string, Acknowledgement>,
): readonly Block[] {
  if (held.length === 0) return [paragraph(0, [span("Nobody is to be told of anything.", "strong")])];
  return [
    paragraph(0, [span(`${counted(held.length, "incident")} that somebody is told of`, "strong")]),
    ...held.flatMap(({ event, told }): readonly Block[] => {
      const { data } = event;
      const care = cares.get(data.incident);
      return [
        paragraph(2, [span(printable(data.severity), "alarm"), ` ${printable(titleOf(data))}`]),
        paragraph(4, [
          span(
            printable(`${data.incident}, ${data.status}, since ${momentOf(Date.parse(data.onset))} UTC`),
            "muted",
          ),
        ]),
        ...(care === undefined ? [] : [paragraph(4, [careWords(care)])]),
        ...[...told].map(([sink, one]) =>
          paragraph(4, [printable(`${sink}: ${toldWords(one, data.revision)}`)]),
        ),
        ...(told.size === 0 ? [paragraph(4, ["no route leads it to anybody"])] : []),
      ];
    }),
  ];
}

function toldWords({ revision, status, onItsWay }: Told, newest: number): string {
  if (onItsWay !== null) return `revision ${onItsWay.revision} is on its way`;
  if (status === null) return "is still to be told";
  const behind = revision < newest ? ` of ${newest}` : "";
  return `was told that it is ${status}, revision ${revision}${behind}`;
}
