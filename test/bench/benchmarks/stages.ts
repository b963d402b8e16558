import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { interleaved } from "../measure/interleave.ts";
import { processorShare, type Sample, takenMs } from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { detectionConfig } from "../worlds/detection-config.ts";
import { topologyIn } from "../worlds/topology.ts";
import { linesInWords } from "./input-words.ts";
import { parseLines } from "./parse-loops.ts";
import * as stage from "./stage-loops.ts";

export const stages: Benchmark = {
  name: "stages",
  what: "where the time of a replay goes: each stage alone over what the stage before made of the same lines",
  async run({ lines, recording, size }) {
    const texts = await lines();
    const config = detectionConfig(topologyIn((await recording()).topology));
    const made = stage.stageInputs(texts);
    const samples = await interleaved(
      {
        "bare parse of the line, for comparison": () => parseLines(texts),
        "line to message": () => stage.toMessages(made.pieces),
        "message to reading": () => stage.toDeliveries(made.messages),
        "intake: readings to frames": () => stage.toFrames(made.deliveries),
        "join: frames to windows of the world": () => stage.toWindows(made.frames),
        "detection: windows to alerts": () => stage.toAlerts(made.windows, config),
        "evidence frames, built": () => stage.toEvidence(made.windows, config),
        "evidence frames, written as JSON": () => stage.toEvidenceText(made.windows, config),
      },
      size,
    );
    const each = (sample: Sample): number => (takenMs(sample) * 1000) / texts.length;
    return {
      input: linesInWords(texts),
      figures: Object.entries(samples).map(([name, taken]) => figure(name, "microseconds", taken.map(each))),
      processorShare: spreadOf(Object.values(samples).flat().map(processorShare)),
    };
  },
};
