import { counted } from "@tocsin/report/words";
import { type OpenCluster, withCluster } from "../cluster/with-cluster.ts";
import { exitCodes } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { render } from "../terminal/paint.ts";
import { deadLetterOf } from "./dead-letter.ts";
import { letterBlocks, letterJson } from "./dead-letter-words.ts";
import { incidentBlocks } from "./incident-words.ts";
import { lettersByCode } from "./letters-by-code.ts";
import type { Acknowledgement } from "@tocsin/contracts";
import { toldCares } from "../told/cares.ts";
import { feedbackByIncident, toldCommands } from "../told/told-commands.ts";
import { newestAlerts } from "./newest-alerts.ts";
import { readTopic } from "./read-topic.ts";
import { producerBlocks, producerJson, producersOf } from "./producer-words.ts";
import { inspectRecording } from "./recording/run-inspect-recording.ts";
import type { InspectRequest } from "./request.ts";
import { watchedProducers } from "./watched-producers.ts";

/** `tocsin inspect`: resolves with the exit code, or rejects with a `ProcessFault`. Changes nothing. */
export async function runInspect(request: InspectRequest, io: CliIo): Promise<number> {
  if (request.subject === "recording") return await inspectRecording(request, io);
  return await withCluster(request.configFile, io, async (cluster) => {
    if (request.subject === "incidents") await inspectIncidents(request, cluster, io);
    else if (request.subject === "producers") await inspectProducers(request, cluster, io);
    else await inspectDeadLetters(request, cluster, io);
    return exitCodes.done;
  });
}

async function inspectDeadLetters(
  { code, limit, output }: InspectRequest,
  { log, configuration }: OpenCluster,
  io: CliIo,
): Promise<void> {
  const topic = configuration.topics.deadLetters;
  const letters = lettersByCode(limit);
  await readTopic(
    log,
    topic,
    (record) => {
      const letter = deadLetterOf(record);
      if (code === null || letter.code === code) letters.add(letter);
    },
    io.interrupted,
  );
  const codes = letters.result();
  if (output === "table") {
    await write(io.stdout, render(letterBlocks(topic, codes), io.stdout, io.env));
    return;
  }
  for (const letter of codes.flatMap(({ newest }) => newest)) {
    if (output === "json") await write(io.stdout, `${letterJson(letter)}\n`);
    else await writeBytes(letter.value, io);
  }
}

/** The bytes as they came, and a line break. */
async function writeBytes(value: Uint8Array | null, { stdout }: CliIo): Promise<void> {
  if (value !== null) stdout.write(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  await write(stdout, "\n");
}

async function inspectIncidents(
  { limit, output }: InspectRequest,
  { log, configuration }: OpenCluster,
  io: CliIo,
): Promise<void> {
  const { events, unread } = await newestAlerts(log, configuration.topics.incidents, io.interrupted);
  if (output === "json") for (const event of events) await write(io.stdout, `${JSON.stringify(event)}\n`);
  else {
    const told = await toldCommands({ log, configuration }, io);
    const feedback = feedbackByIncident(told?.commands ?? []);
    const cares = (await toldCares({ log, configuration }, io)) ?? new Map<string, Acknowledgement>();
    await write(io.stdout, render(incidentBlocks(events, limit, { feedback, cares }), io.stdout, io.env));
  }
  if (unread > 0) {
    const what = `${counted(unread, "record")} of ${configuration.topics.incidents}`;
    await write(io.stderr, `tocsin: ${what} cannot be read as alerts and are left out\n`);
  }
}

async function inspectProducers(
  { lastMs, limit, output }: InspectRequest,
  { log, configuration }: OpenCluster,
  io: CliIo,
): Promise<void> {
  const span = { sinceMs: Math.max(0, Date.now() - lastMs), interrupted: io.interrupted };
  const partitions = await watchedProducers(log, configuration, span);
  if (output === "table") {
    const { allowedLatenessMs } = configuration;
    const blocks = producerBlocks(partitions, { lastMs, allowedLatenessMs, limit });
    await write(io.stdout, render(blocks, io.stdout, io.env));
    return;
  }
  for (const producer of producersOf(partitions).slice(0, limit))
    await write(io.stdout, `${producerJson(producer, lastMs)}\n`);
}
