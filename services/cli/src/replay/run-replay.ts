import { projection } from "@tocsin/adapters/influx";
import { schemaReader } from "@tocsin/adapters/registry";
import { defaultPartitionIdleMs } from "@tocsin/core";
import { type DetectionSession, detectionSession, detectionSettings } from "@tocsin/detector";
import { createReport } from "@tocsin/report";
import { doubtReasons } from "@tocsin/report/words";
import { exitCodes, inputFault, ProcessFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { loadSettings, type Settings } from "../settings/settings.ts";
import { render } from "../terminal/paint.ts";
import { incidentLedger } from "../timeline/incident-history.ts";
import { displayName, type Source, standing, type Story } from "../timeline/story.ts";
import { timeline } from "../timeline/timeline.ts";
import { changedRecordings } from "../changes/changed-recordings.ts";
import { concluded, type Conclusion } from "./conclusion.ts";
import { unmet } from "./expectation.ts";
import { isAboutRefusals, isAboutWhatWasThere } from "../unseen/doubts.ts";
import { interruptible } from "./interruptible.ts";
import { outputFolder } from "./output-folder.ts";
import { folderOutputs, jsonOutputs, type Outputs, outputsTo } from "./outputs.ts";
import { foreignTally } from "./foreign-words.ts";
import { progress } from "./progress.ts";
import { type RecordedCommands, recordedCommands, recordedOffsets } from "./recorded-commands.ts";
import { recordedFrames } from "./recorded-frames.ts";
import { recordedPlaces } from "./recorded-places.ts";
import { type ReplayEnd, replayRecordings } from "./replay-loop.ts";
import type { ReplayRequest } from "./request.ts";
import { pacing } from "./speed.ts";
import { newTally } from "./tally.ts";
import { unseen } from "../unseen/unseen.ts";
import { wallClock } from "./wall-clock.ts";

/** `tocsin replay`: resolves with the exit code, or rejects with a `ProcessFault`. Leaves no half-written file behind. */
export async function runReplay(request: ReplayRequest, io: CliIo): Promise<number> {
  const settings = await settingsOf(request, io);
  const outputs = await outputsOf(request, settings, io);
  try {
    const withEvidence = request.outFolder !== null;
    const { conclusion, end } = await replayed({ request, settings, outputs, io, withEvidence });
    await outputs.finish(conclusion.summary, conclusion.story.feedback);
    if (!request.json && !request.quiet) {
      await write(io.stdout, render(timeline(conclusion.story), io.stdout, io.env));
    }
    return await verdict({ request, conclusion, end }, io);
  } finally {
    await outputs.discard();
  }
}

async function settingsOf(request: ReplayRequest, io: CliIo): Promise<Settings> {
  const loaded = await loadSettings(request);
  if (loaded.kind === "loaded") return loaded.value;
  await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
  throw new ProcessFault(exitCodes.usage, "nothing was replayed, because of these faults");
}

async function outputsOf(request: ReplayRequest, settings: Settings, io: CliIo): Promise<Outputs> {
  const { topology, labels, configuration } = settings;
  const { environment, windowMs } = configuration;
  const json = request.json ? [jsonOutputs(io)] : [];
  if (request.outFolder === null) return outputsTo(json);
  const folder = await outputFolder(request.outFolder);
  return outputsTo([
    ...json,
    folderOutputs(
      folder,
      createReport({ topology, labels, environment, windowMs }),
      projection({ environment, topology }),
    ),
  ]);
}

const noSchemas = { files: new Map<number, string>(), registry: null };

/** One replay, whoever wants it; evidence is worked out only where somebody takes it. */
export interface Replay {
  readonly request: ReplayRequest;
  readonly settings: Settings;
  readonly outputs: Pick<Outputs, "evidence" | "alert" | "reject">;
  readonly io: CliIo;
  readonly withEvidence: boolean;
}

/** Judges the recordings to their end. Rejects where nothing of them can be read, and when it is interrupted. */
export async function replayed({
  request,
  settings,
  outputs,
  io,
  withEvidence,
}: Replay): Promise<{ conclusion: Conclusion; end: ReplayEnd }> {
  const { windowMs, topics } = settings.configuration;
  const { recordings } = request;
  const commands = recordedCommands({ topics, windowMs }, await recordedOffsets(recordings, topics));
  const session = sessionOf(withEvidence, settings, commands);
  session.declarePartitions(await recordedPlaces({ recordings, topics, windowMs }));
  const clock = wallClock(io.interrupted);
  const shown = progress(io.stderr, clock.nowMs, !request.quiet);
  const missed = unseen(
    Object.keys(settings.topology?.services ?? {}),
    settings.configuration.allowedLatenessMs,
  );
  const [ledger, tally, sources] = [incidentLedger(), newTally(), [] as Source[]];
  const foreign = foreignTally();
  const end = await replayRecordings({
    batches: changedRecordings(
      recordings,
      { stdin: interruptible(io), unordered: request.unordered },
      request.changes,
      { topics, windowMs, nowMs: Date.now() },
    ),
    frames: recordedFrames({
      ...settings,
      schemas: schemaReader(settings.schemaSource ?? noSchemas),
      foreign: foreign.add,
    }),
    commands,
    session,
    windowMs,
    tally,
    unseen: missed,
    outputs: {
      ...outputs,
      alert: async (event) => {
        ledger.add(event);
        missed.noteAlert(event);
        await outputs.alert(event);
      },
    },
    header: (file, header) => sources.push({ file, ...header }),
    pace: request.speed === "max" ? null : pacing(request.speed, clock),
    progress: shown.at,
    interrupted: io.interrupted,
  }).finally(shown.clear);
  if (end.failed.length > 0 && tally.lines === 0) throw unreadable(end);
  if (!request.quiet) for (const line of foreign.words()) await write(io.stderr, `tocsin: ${line}\n`);
  if (end.lastRecordedWindow !== null && end.lastRecordedWindow >= (tally.toMs ?? 0)) {
    await tellMissing(session.awaited(), io);
  }
  return {
    conclusion: concluded({
      request,
      settings,
      ledger,
      tally,
      unseen: missed,
      session,
      commands,
      sources,
      ...end,
    }),
    end,
  };
}

/** Partitions that only the recording knows are waited for an hour; evidence is for the files alone. */
const sessionOf = (
  withEvidence: boolean,
  { configuration, topology }: Settings,
  { beforeWindow }: Pick<RecordedCommands, "beforeWindow">,
): DetectionSession =>
  detectionSession({
    settings: detectionSettings(configuration, topology),
    windowMs: configuration.windowMs,
    newcomerWaitMs: defaultPartitionIdleMs,
    withEvidence,
    suppressUntilMs: null,
    beforeWindow,
  });

const unreadable = ({ failed }: ReplayEnd): ProcessFault =>
  inputFault(`cannot read ${failed.map(({ file, reason }) => `${file}: ${reason}`).join("; ")}`);

/** Only with recorded frames: windows that a partition's missing frames kept from being judged. */
async function tellMissing(
  awaited: readonly { readonly topic: string; readonly partition: number }[],
  io: CliIo,
) {
  const names = awaited.map(({ topic, partition }) => `${topic}/${partition}`).join(", ");
  await write(
    io.stderr,
    `tocsin: the last windows were not judged: the recording ends before the frames of ${names}\n`,
  );
}

interface Ended {
  readonly request: ReplayRequest;
  readonly conclusion: Conclusion;
  readonly end: ReplayEnd;
}

/** The exit code, and on standard error the reason where it is not 0. */
async function verdict({ request, conclusion: { story }, end }: Ended, io: CliIo): Promise<number> {
  if (end.failed.length > 0) {
    await write(io.stderr, `tocsin: ${unreadable(end).message}\nWhat could be read was used.\n`);
    return exitCodes.input;
  }
  if (story.readings === 0) {
    await write(io.stderr, "tocsin: no reading in the input could be used, so nothing was judged\n");
    return exitCodes.input;
  }
  const why = [...cannotVouch(story), ...unmetWords(request, story)];
  if (why.length === 0) return exitCodes.done;
  for (const words of why) await write(io.stderr, `tocsin: ${words}\n`);
  return exitCodes.checkFailed;
}

/** Too much that was not seen: whatever was found, or where nothing was found that would stand without it. */
function cannotVouch(story: Story): readonly string[] {
  const found = standing(story, "simultaneous").length > 0;
  const doubts = story.doubts.filter(
    (doubt) => isAboutRefusals(doubt) || ((doubt === "broken-file" || doubt === "refused-series") && !found),
  );
  return doubts.length === 0 ? [] : [`the answer cannot be vouched for: ${reasonsOf({ ...story, doubts })}`];
}

function unmetWords({ expectation }: ReplayRequest, story: Story): readonly string[] {
  if (expectation === null) return [];
  const why = unmet(expectation, story.histories, story.score);
  if (why !== null) return [`not as expected: ${why}`];
  if (expectation.kind !== "none") return [];
  const doubts = story.doubts.filter(isAboutWhatWasThere);
  return doubts.length === 0
    ? []
    : [`not as expected: nothing was judged. ${reasonsOf({ ...story, doubts })}`];
}

const reasonsOf = (story: Story): string =>
  doubtReasons(story, (service) => displayName(story, service)).join(" ");
