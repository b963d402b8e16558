import { nothingChanged } from "../changes/request.ts";
import { Readable, Writable } from "node:stream";
import { type PairDrawing, pairRecorder } from "@tocsin/report";
import { ProcessFault } from "../exit-codes.ts";
import type { CliIo } from "../io.ts";
import { replayed } from "../replay/run-replay.ts";
import { loadSettings } from "../settings/settings.ts";
import { type PairScore, pairScore } from "./pair-score.ts";

/** One recording to be judged under one configuration; plain data, so that another thread can do it. */
export interface PairTask {
  readonly recording: string;
  readonly topologyFile: string | null;
  readonly labelsFile: string | null;
  readonly configFile: string | null;
  readonly maxRefused: number;
}

/** What came of it. `unread` says why the recording could not be read to its end. */
export interface PairOutcome {
  readonly score: PairScore;
  readonly drawing: PairDrawing;
  readonly provenance: string | null;
  readonly configHash: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly readings: number;
  readonly alerts: number;
  readonly unread: string | null;
}

/** Judges one pair as `tocsin replay` does. Rejects with a `ProcessFault` where nothing of the recording can be read. */
export async function judgedPair(task: PairTask, interrupted: AbortSignal): Promise<PairOutcome> {
  const loaded = await loadSettings(task);
  if (loaded.kind === "faulty")
    throw new ProcessFault(2, loaded.faults.map(({ message }) => message).join("; "));
  const settings = loaded.value;
  const { topology, labels, configuration } = settings;
  const times = (labels?.incidents ?? []).flatMap(({ onset, end }) => [Date.parse(onset), Date.parse(end)]);
  const span = times.length === 0 ? null : { fromMs: Math.min(...times), toMs: Math.max(...times) };
  const recorder = pairRecorder({ topology, windowMs: configuration.windowMs, span });
  const { conclusion, end } = await replayed({
    request: { ...task, ...asPlainReplay, recordings: [task.recording] },
    settings,
    outputs: {
      evidence: (frame) => {
        recorder.addEvidence(frame);
        return undefined;
      },
      alert: async (event) => recorder.addAlert(event),
      reject: () => undefined,
    },
    io: silentIo(interrupted),
    withEvidence: true,
  });
  const { summary, story } = conclusion;
  return {
    score: pairScore(labels, summary, story),
    drawing: recorder.finish(),
    provenance: story.sources[0]?.provenance ?? null,
    configHash: summary.configHash,
    from: summary.from,
    to: summary.to,
    readings: summary.readings,
    alerts: summary.alerts,
    unread: end.failed[0]?.reason ?? (summary.readings === 0 ? "no reading in it could be used" : null),
  };
}

const asPlainReplay = {
  outFolder: null,
  speed: "max",
  expectation: null,
  json: false,
  quiet: true,
  unordered: false,
  changes: nothingChanged,
} as const;

/** Many are judged at once: none of them speaks. */
function silentIo(interrupted: AbortSignal): CliIo {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return { stdout: nowhere, stderr: nowhere, stdin: Readable.from([]), env: {}, interrupted };
}
