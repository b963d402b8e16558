import type { Configuration, IncidentFeedback, Topology } from "@tocsin/contracts";
import { type MomentPage, type MomentWords, momentPage, momentPicture } from "@tocsin/report";
import { momentOf } from "@tocsin/report/words";
import { didYouMean } from "../arguments/suggestion.ts";
import { withCluster } from "../cluster/with-cluster.ts";
import { exitCodes, ProcessFault, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { outputFile } from "../replay/output-file.ts";
import { faultBlocks } from "../settings/faults.ts";
import { loadSettings, type Settings } from "../settings/settings.ts";
import { recordedFeedback } from "../replay/recorded-commands.ts";
import { knownTopology } from "../told/known-topology.ts";
import { feedbackByIncident, toldCommands } from "../told/told-commands.ts";
import type { Block } from "../terminal/layout.ts";
import { render } from "../terminal/paint.ts";
import { type Explanation, explanationOf, type Judging } from "./explanation.ts";
import { explainBlocks } from "./explain-words.ts";
import { keptMoment } from "./kept-moment.ts";
import type { Moment, MomentKeeper } from "./moment.ts";
import { type Replayed, replayedMoment } from "./replayed-moment.ts";
import type { ExplainRequest } from "./request.ts";

/** `tocsin explain`: resolves with the exit code, or rejects with a `ProcessFault`. Changes nothing but the picture's file. */
export async function runExplain(request: ExplainRequest, io: CliIo): Promise<number> {
  const { keeper, failed, judging, feedback } =
    request.recordings.length > 0 ? await fromRecordings(request, io) : await fromTopics(request, io);
  const moment = keeper.moment();
  if (moment === null) throw notThere(request, keeper, failed);
  const explanation = explanationOf(moment, judging, {
    subject: request.subject,
    feedback: await feedback(moment),
  });
  const blocks = explainBlocks(explanation, judging.topology);
  if (request.outFile !== null) await drawInto(request.outFile, moment, { explanation, blocks });
  if (request.json) await write(io.stdout, `${JSON.stringify(explanation)}\n`);
  else await write(io.stdout, render(blocks, io.stdout, io.env));
  if (failed.length === 0) return exitCodes.done;
  const what = failed.map(({ file, reason }) => `${file}: ${reason}`).join("; ");
  await write(io.stderr, `tocsin: cannot read ${what}\nWhat could be read was used.\n`);
  return exitCodes.input;
}

async function settingsOf(request: ExplainRequest, io: CliIo): Promise<Settings> {
  const loaded = await loadSettings({ ...request, labelsFile: null });
  if (loaded.kind === "loaded") return loaded.value;
  await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
  throw new ProcessFault(exitCodes.usage, "nothing was explained, because of these faults");
}

interface Read extends Replayed {
  readonly judging: Judging;
  /** What people said of incidents; looked for only where there was one. */
  readonly feedback: (moment: Moment) => Promise<ReadonlyMap<string, IncidentFeedback>>;
}

async function fromRecordings(request: ExplainRequest, io: CliIo): Promise<Read> {
  const settings = await settingsOf(request, io);
  const { recordings } = request;
  return {
    ...(await replayedMoment(request, settings, io)),
    judging: judgingOf(settings),
    feedback: async ({ told, before }) =>
      told.length + before.length === 0
        ? new Map()
        : feedbackByIncident(await recordedFeedback(recordings, settings.configuration)),
  };
}

/** With the configuration of the running Tocsin, the environment's variables and its topology among it. */
async function fromTopics({ configFile, topologyFile, subject }: ExplainRequest, io: CliIo): Promise<Read> {
  return await withCluster(configFile, io, async (cluster) => {
    const topology = await knownTopology(topologyFile, cluster, io);
    const keeper = await keptMoment(subject, cluster, io.interrupted);
    const told = await toldCommands(cluster, io);
    const said = feedbackByIncident(told?.commands ?? []);
    return {
      keeper,
      failed: [],
      judging: judgingOf({ ...cluster, topology }),
      feedback: async () => await Promise.resolve(said),
    };
  });
}

const judgingOf = ({
  configuration,
  topology,
}: {
  readonly configuration: Pick<Configuration, "budget">;
  readonly topology: Topology | null;
}): Judging => ({
  topology,
  falseAlarmsPer90Days: configuration.budget.falseAlarmsPer90Days,
  isolatedPerServicePer90Days: configuration.budget.isolatedPerServicePer90Days ?? null,
});

/** What was asked for is not among what was read: says what is. */
function notThere(
  { subject, recordings }: ExplainRequest,
  keeper: MomentKeeper,
  failed: readonly { readonly file: string; readonly reason: string }[],
): ProcessFault {
  const where = recordings.length > 0 ? "the recording" : "the evidence topic";
  const covered = keeper.covered();
  const broken = failed.map(({ file, reason }) => ` ${file} broke off: ${reason}.`).join("");
  if (subject.kind === "incident") {
    const ids = keeper.incidents();
    const there =
      ids.length === 0 ? "No incident was told in it." : `It tells of ${ids.slice(0, 10).join(", ")}.`;
    return usageFault(
      `there is no incident ${subject.id} in ${where}`,
      `${didYouMean(subject.id, ids) ?? there}${broken}`,
    );
  }
  const spans =
    covered === null
      ? "No window of it could be judged."
      : `It was judged from ${momentOf(covered.fromMs)} to ${momentOf(covered.toMs)} UTC.`;
  const what = subject.kind === "moment" ? ` of ${momentOf(subject.timeMs)} UTC` : "";
  return usageFault(`${where} says nothing${what}`, `${spans}${broken}`);
}

/** The same words as in the terminal: the answer, which ends at the first blank line, and what it rests on. */
function pageWords(blocks: readonly Block[]): Pick<MomentPage, "answer" | "details"> {
  const isBlank = ({ spans }: Block): boolean => spans.length === 0;
  const answerEnds = blocks.findIndex(isBlank);
  const wordsOf = (some: readonly Block[]): readonly MomentWords[] =>
    some
      .filter((block) => !isBlank(block))
      .map(({ indent, spans }) => ({
        indent: indent / 2,
        spans: spans.map(({ text, tone }) => ({ text, isStrong: tone === "strong" || tone === "alarm" })),
      }));
  return { answer: wordsOf(blocks.slice(0, answerEnds)), details: wordsOf(blocks.slice(answerEnds)) };
}

async function drawInto(
  path: string,
  moment: Moment,
  { explanation, blocks }: { readonly explanation: Explanation; readonly blocks: readonly Block[] },
): Promise<void> {
  const picture = { frames: moment.frames, units: explanation.units.map(({ unit }) => unit) };
  const content = path.endsWith(".svg")
    ? momentPicture(picture)
    : momentPage({ ...picture, ...pageWords(blocks) });
  const file = await outputFile(path, "plain");
  try {
    await file.write(content);
    await file.close();
    await file.publish();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
