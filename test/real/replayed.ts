import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AlertData, AlertEvent, EvidenceFrame, Reject, Summary } from "@tocsin/contracts";
import { run } from "../../services/cli/test/support/run.ts";
import { linesOf, replayInto } from "../support/replay-into.ts";

const uptime = fileURLToPath(new URL("../../../shared/recordings/uptime/", import.meta.url));

/** The recordings are not part of the project; without them these tests skip. */
export const haveRecordings = existsSync(uptime);

/** A title that says why its tests are skipped, where they are. */
export const titled = (title: string): string =>
  haveRecordings ? title : `${title} (skipped: ../shared/recordings/uptime is not there)`;

/** A replay of two weeks takes some seconds, and more where the machine is busy. */
export const patienceMs = 180_000;

export const recordingFile = (name: string): string => join(uptime, `${name}.csv.gz`);
const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export interface ImportedRecording {
  readonly recording: string;
  readonly rejects: readonly Reject[];
}

const before = new Map<string, Promise<ImportedRecording>>();

/** `csv` through `tocsin import status-csv`, with a mapping file of this folder or none; once for each. */
export function imported(csv: string, mapping: string | null): Promise<ImportedRecording> {
  const key = JSON.stringify([csv, mapping]);
  const importing = before.get(key) ?? importFile(csv, mapping);
  before.set(key, importing);
  return importing;
}

async function importFile(csv: string, mapping: string | null): Promise<ImportedRecording> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-real-"));
  const recording = join(folder, `${basename(csv).split(".")[0]!}.jsonl.gz`);
  const rejects = join(folder, "rejects.jsonl");
  const mapped = mapping === null ? [] : ["--mapping", beside(mapping)];
  const files = ["--out", recording, "--rejects", rejects, ...mapped];
  const { code, err } = await run(["import", "status-csv", csv, "--cadence", "5m", ...files]);
  if (code !== 0) throw new Error(`the import ended with ${code}: ${err}`);
  return { recording, rejects: linesOf(readFileSync(rejects)).map((line) => Reject.parse(JSON.parse(line))) };
}

/** Files of this folder; without `config` windows are a minute long. */
export interface ReplaySettings {
  readonly topology?: string;
  readonly labels?: string;
  readonly config?: string;
}

export interface Replayed {
  readonly events: readonly AlertEvent[];
  /** The last word on every incident, in order of opening. */
  readonly incidents: readonly AlertData[];
  readonly summary: Summary;
  /** The most evidence that a service had in windows that begin between two instants, in nats. */
  readonly peakEvidence: (service: string, from: string, to: string) => number;
}

/** A recording through `tocsin replay`, as its files tell it; every line is held against its contract. */
export async function replayed(recording: string, settings: ReplaySettings): Promise<Replayed> {
  const out = mkdtempSync(join(tmpdir(), "tocsin-real-"));
  const files = (["topology", "labels", "config"] as const).flatMap((option) => {
    const file = settings[option];
    return file === undefined ? [] : [`--${option}`, beside(file)];
  });
  const written = await replayInto(out, recording, ...files);
  const events = written.alerts().map((line) => AlertEvent.parse(JSON.parse(line)));
  const evidence = written.evidence();
  return {
    events,
    incidents: [...new Map(events.map((event) => [event.subject, event.data])).values()],
    summary: Summary.parse(JSON.parse(readFileSync(join(out, "summary.json"), "utf8"))),
    peakEvidence: (service, from, to) => {
      const frames = evidence
        .filter((line) => begins(line, from, to))
        .map((line) => EvidenceFrame.parse(JSON.parse(line)));
      return Math.max(
        ...frames.map(
          ({ units }) => units.logEvidenceWithoutReports[units.unit.indexOf(service)] ?? -Infinity,
        ),
      );
    },
  };
}

/** Whether an evidence frame's window begins between two instants; found without parsing all of the frame. */
function begins(line: string, from: string, to: string): boolean {
  const start = Number(/"windowStart":(\d+)/.exec(line)?.[1]);
  return start >= Date.parse(from) && start < Date.parse(to);
}

/** Names of the services that are said to fail. */
export const membersOf = (incident: AlertData): readonly string[] =>
  incident.services.filter(({ role }) => role === "member").map(({ service }) => service);

/** How far apart two instants are, in minutes. */
export const minutesBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / 60_000;
