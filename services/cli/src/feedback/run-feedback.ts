import { randomBytes } from "node:crypto";
import { didYouMean, printable } from "@tocsin/adapters/config";
import type { AlertEvent, Command, IncidentFeedback } from "@tocsin/contracts";
import { type OpenCluster, withCluster } from "../cluster/with-cluster.ts";
import { exitCodes, usageFault } from "../exit-codes.ts";
import { newestAlerts } from "../inspect/newest-alerts.ts";
import { type CliIo, write } from "../io.ts";
import { render } from "../terminal/paint.ts";
import { knownTopology } from "../told/known-topology.ts";
import { commandsOrFault, sendCommand, timeNow, toldBy } from "../told/send-command.ts";
import { feedbackByIncident } from "../told/told-commands.ts";
import { feedbackBlocks, feedbackWords } from "./feedback-words.ts";
import { labelsOf } from "./labels-of.ts";
import type { FeedbackRequest, FeedbackToGive } from "./request.ts";

/** `tocsin feedback`: resolves with the exit code, or rejects with a `ProcessFault`. */
export async function runFeedback(request: FeedbackRequest, io: CliIo): Promise<number> {
  return await withCluster(request.configFile, io, async (cluster) => {
    const { commands } = await commandsOrFault(cluster, io);
    const { incidents: topic } = cluster.configuration.topics;
    const { events } = await newestAlerts(cluster.log, topic, io.interrupted);
    const known: Known = {
      feedback: feedbackByIncident(commands),
      events: new Map(events.map((event) => [event.data.incident, event])),
    };
    if (request.action === "list") await list(request.json, known, io);
    else if (request.action === "export") await exportLabels(known, io);
    else await give(request, known, { cluster, io, topologyFile: request.topologyFile });
    return exitCodes.done;
  });
}

interface Known {
  readonly feedback: ReadonlyMap<string, IncidentFeedback>;
  readonly events: ReadonlyMap<string, AlertEvent>;
}

interface Telling {
  readonly cluster: OpenCluster;
  readonly io: CliIo;
  readonly topologyFile: string | null;
}

async function give(request: FeedbackToGive, known: Known, telling: Telling): Promise<void> {
  const { cluster, io } = telling;
  const { incident, verdict, component, note } = request;
  const event = known.events.get(incident);
  if (event === undefined) throw unknownIncident(incident, [...known.events.keys()]);
  if (component !== null) await refuseUnknown(component, event, telling);
  const said: Pick<IncidentFeedback, "verdict" | "component" | "note"> = {
    verdict,
    ...(component === null ? {} : { component }),
    ...(note === null ? {} : { note }),
  };
  const before = known.feedback.get(incident);
  if (before !== undefined && isSame(before, said)) {
    await say(io, `${incident}: ${feedbackWords(said)}. This was said already.`);
    return;
  }
  const nowMs = await timeNow(cluster);
  const command: Command = {
    ...toldBy(nowMs, io),
    kind: "feedback",
    id: `f-${randomBytes(4).toString("hex")}`,
    incident,
    ...said,
  };
  await sendCommand(cluster, command, nowMs);
  await say(io, `${incident}: ${feedbackWords(said)}.`);
  if (before !== undefined) await say(io, `It takes the place of: ${feedbackWords(before)}.`);
}

const isSame = (
  one: Pick<IncidentFeedback, "verdict" | "component" | "note">,
  other: Pick<IncidentFeedback, "verdict" | "component" | "note">,
): boolean => one.verdict === other.verdict && one.component === other.component && one.note === other.note;

function unknownIncident(incident: string, known: readonly string[]) {
  const begun = known.filter((one) => incident.length >= 4 && one.startsWith(incident));
  const meant = begun.length === 1 ? begun[0]! : didYouMean(incident, known);
  return usageFault(
    `there is no alert of an incident ${incident}`,
    meant === null ? "tocsin inspect incidents shows the incidents." : `Did you mean ${meant}?`,
  );
}

/** With a topology a component that it does not know is a slip; without one, what the alert does not name is told. */
async function refuseUnknown(component: string, { data }: AlertEvent, telling: Telling): Promise<void> {
  const { cluster, io, topologyFile } = telling;
  const topology = await knownTopology(topologyFile, cluster, io);
  if (topology !== null) {
    const known = Object.keys(topology.components);
    if (known.includes(component)) return;
    const meant = didYouMean(component, known);
    throw usageFault(
      `the topology has no component ${component}`,
      meant === null ? `It has ${known.slice(0, 20).join(", ")}.` : `Did you mean ${meant}?`,
    );
  }
  const named = [data.component?.name, ...(data.candidates ?? []).map(({ name }) => name)];
  if (named.includes(component)) return;
  await warn(io, `without a topology it is not known whether there is a component ${component}`);
}

async function list(json: boolean, { feedback, events }: Known, io: CliIo): Promise<void> {
  if (!json) {
    await write(io.stdout, render(feedbackBlocks(feedback, events), io.stdout, io.env));
    return;
  }
  for (const said of feedback.values()) await write(io.stdout, `${JSON.stringify(said)}\n`);
}

async function exportLabels({ feedback, events }: Known, io: CliIo): Promise<void> {
  const { labels, leftOut } = labelsOf(feedback, events);
  await write(io.stdout, `${JSON.stringify(labels, null, 2)}\n`);
  for (const { incident, why } of leftOut) await warn(io, `${incident} is left out: ${why}`);
}

const say = async (io: CliIo, line: string): Promise<void> => await write(io.stdout, `${printable(line)}\n`);
const warn = async (io: CliIo, line: string): Promise<void> =>
  await write(io.stderr, `tocsin: ${printable(line)}\n`);
