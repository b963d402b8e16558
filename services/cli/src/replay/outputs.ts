import { lineOf, type Point, type Projection } from "@tocsin/adapters/influx";
import type { AlertEvent, EvidenceFrame, IncidentFeedback, Reject, Summary } from "@tocsin/contracts";
import type { Report } from "@tocsin/report";
import type { CliIo } from "../io.ts";
import { write } from "../io.ts";
import type { OutputFolder } from "./output-folder.ts";

/** Where what comes out of a replay goes. A promise is given where the receiver is slower than we are. */
export interface Outputs {
  readonly evidence: (frame: EvidenceFrame) => Promise<void> | undefined;
  readonly alert: (event: AlertEvent) => Promise<void>;
  readonly reject: (reject: Reject) => Promise<void> | undefined;
  /** Writes what can only be written at the end, and gives all files their names. `feedback`: what was said of incidents. */
  readonly finish: (summary: Summary, feedback: ReadonlyMap<string, IncidentFeedback>) => Promise<void>;
  /** Leaves no trace. */
  readonly discard: () => Promise<void>;
}

/** Standard output for `--json`. */
export const jsonOutputs = (io: CliIo): Outputs => ({
  evidence: () => undefined,
  alert: async (event) => await write(io.stdout, line(event)),
  reject: () => undefined,
  finish: async () => undefined,
  discard: async () => undefined,
});

/** The files of `--out`. Its points are those of a recorder, all but the time at which evidence came to a topic. */
export const folderOutputs = (folder: OutputFolder, report: Report, projection: Projection): Outputs => ({
  evidence: (frame) => {
    report.addEvidence(frame);
    return together([
      folder.evidence.write(line(frame)),
      folder.influx.write(lines(projection.evidence(frame, null))),
    ]);
  },
  alert: async (event) => {
    report.addAlert(event);
    await folder.alerts.write(line(event));
    await folder.influx.write(lines(projection.alert(event)));
  },
  reject: (reject) => folder.rejects.write(line(reject)),
  finish: async (summary, feedback) => {
    await folder.summary.write(`${JSON.stringify(summary, null, 2)}\n`);
    await folder.report.write(await report.finish(summary, feedback));
    await folder.publish();
  },
  discard: async () => await folder.discard(),
});

/** Both of them, or none. */
export const outputsTo = (all: readonly Outputs[]): Outputs => ({
  evidence: (frame) => together(all.map((one) => one.evidence(frame))),
  alert: async (event) => {
    for (const one of all) await one.alert(event);
  },
  reject: (reject) => together(all.map((one) => one.reject(reject))),
  finish: async (summary, feedback) => {
    for (const one of all) await one.finish(summary, feedback);
  },
  discard: async () => {
    for (const one of all) await one.discard();
  },
});

function together(waits: readonly (Promise<void> | undefined)[]): Promise<void> | undefined {
  const slow = waits.filter((wait) => wait !== undefined);
  return slow.length === 0 ? undefined : Promise.all(slow).then(() => undefined);
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

function lines(points: readonly Point[]): string {
  let text = "";
  for (const point of points) {
    const written = lineOf(point);
    if (written !== null) text += `${written}\n`;
  }
  return text;
}
