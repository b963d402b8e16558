import { readRecordings } from "@tocsin/adapters/file";
import { defaultPartitionIdleMs } from "@tocsin/core";
import { detectionSession, detectionSettings } from "@tocsin/detector";
import { inputFault } from "../exit-codes.ts";
import type { CliIo } from "../io.ts";
import { interruptible } from "../replay/interruptible.ts";
import { progress } from "../replay/progress.ts";
import { recordedCommands, recordedOffsets } from "../replay/recorded-commands.ts";
import { recordedFrames } from "../replay/recorded-frames.ts";
import { recordedPlaces } from "../replay/recorded-places.ts";
import { type ReplayEnd, replayRecordings } from "../replay/replay-loop.ts";
import { newTally } from "../replay/tally.ts";
import { wallClock } from "../replay/wall-clock.ts";
import type { Settings } from "../settings/settings.ts";
import { unseen } from "../unseen/unseen.ts";
import { type MomentKeeper, momentKeeper } from "./moment.ts";
import type { ExplainRequest } from "./request.ts";

export interface Replayed {
  readonly keeper: MomentKeeper;
  /** Files that could not be read, or not to their end. */
  readonly failed: ReplayEnd["failed"];
}

/**
 * Replays recordings up to the moment that is asked for, through the sessions of a replay, so that the evidence is that of
 * the replay; what comes after is not read. Rejects where nothing can be read.
 */
export async function replayedMoment(
  request: ExplainRequest,
  settings: Settings,
  io: CliIo,
): Promise<Replayed> {
  const { configuration, topology } = settings;
  const { windowMs, topics, allowedLatenessMs } = configuration;
  const { recordings, unordered } = request;
  const commands = recordedCommands(configuration, await recordedOffsets(recordings, topics));
  const session = detectionSession({
    settings: detectionSettings(configuration, topology),
    windowMs,
    newcomerWaitMs: defaultPartitionIdleMs,
    withEvidence: true,
    suppressUntilMs: null,
    beforeWindow: commands.beforeWindow,
  });
  session.declarePartitions(await recordedPlaces({ recordings, topics, windowMs }));
  const keeper = momentKeeper(request.subject);
  const tally = newTally();
  const shown = progress(io.stderr, wallClock(io.interrupted).nowMs, !request.quiet);
  const { failed } = await replayRecordings({
    batches: readRecordings(recordings, { stdin: interruptible(io), unordered }),
    frames: recordedFrames(settings),
    commands,
    session,
    windowMs,
    tally,
    unseen: unseen(Object.keys(topology?.services ?? {}), allowedLatenessMs),
    outputs: {
      evidence: (frame) => {
        keeper.evidence(frame);
        return undefined;
      },
      alert: async (event) => {
        keeper.alert(event);
        await Promise.resolve();
      },
      reject: () => undefined,
    },
    header: () => undefined,
    pace: null,
    progress: shown.at,
    isEnough: keeper.isEnough,
    interrupted: io.interrupted,
  }).finally(shown.clear);
  if (failed.length > 0 && tally.lines === 0) {
    throw inputFault(`cannot read ${failed.map(({ file, reason }) => `${file}: ${reason}`).join("; ")}`);
  }
  return { keeper, failed };
}
