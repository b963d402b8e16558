import { type Point, projection } from "@tocsin/adapters/influx";
import type { EvidenceFrame } from "@tocsin/contracts";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { influxInWords } from "../influx/found-influx.ts";
import { writtenByClient, writtenByRecorder } from "../influx/write-points.ts";
import { interleaved } from "../measure/interleave.ts";
import type { Sample } from "../measure/sample.ts";
import { grouped } from "../print/numbers.ts";
import { freshBucket } from "../../support/servers/influx/fresh-bucket.ts";
import { resumed, type SteadyWorld } from "../worlds/steady-world.ts";

export const sink: Benchmark = {
  name: "sink",
  what: "points of evidence to InfluxDB 2.7 as the recorder writes them, each batch acknowledged before the next, beside the official client's own points and batches",
  async run(inputs) {
    const { size } = inputs;
    const points = pointsOf(inputs.steadyWorld(), size.sinkPoints);
    const found = await inputs.influx();
    if (found.kind === "none") return { skipped: `no InfluxDB 2.7 can be had: ${found.reasons}` };
    const { service, way, stop } = found;
    const into = async (write: typeof writtenByClient): Promise<Sample> => {
      const bucket = await freshBucket(service);
      const sample = await write(service, bucket.name, points);
      await bucket.remove();
      if (sample.amount !== points.length) throw new Error(`${sample.amount} points were written`);
      return sample;
    };
    try {
      // One round before those that count, so that code is compiled by then.
      const rounds = { repetitions: size.replayRepetitions, warmUpMs: 1 };
      const samples = await interleaved(
        { recorder: () => into(writtenByRecorder), client: () => into(writtenByClient) },
        rounds,
      );
      const processorUs = ({ processorMs, amount }: Sample): number => (1000 * processorMs) / amount;
      const perSecond = ({ wallMs, amount }: Sample): number => (1000 * amount) / wallMs;
      const clientOverOurs = samples.client.map(
        (sample, round) => processorUs(sample) / processorUs(samples.recorder[round]!),
      );
      return {
        input: `${influxInWords(way)}; ${grouped(points.length)} points of the windows of \`engine\`, each time into an empty bucket; by the wall clock the database's own work is in it, on the same cores`,
        figures: [
          figure("recorder: processor time of a point", "microseconds", samples.recorder.map(processorUs)),
          figure("client: processor time of a point", "microseconds", samples.client.map(processorUs)),
          figure(
            "recorder beside the client, by processor time",
            "times",
            clientOverOurs,
            goals.sinkOverClient,
          ),
          figure("recorder: points by the wall clock", "per second", samples.recorder.map(perSecond)),
          figure("client: points by the wall clock", "per second", samples.client.map(perSecond)),
        ],
        processorShare: null,
      };
    } finally {
      await stop();
    }
  },
};

/** What the recorder makes of the evidence of the first windows: at least so many points, or all there are. */
function pointsOf(steady: SteadyWorld, atLeast: number): readonly Point[] {
  const detector = resumed(steady, true);
  const { evidence: pointsIn } = projection({ environment: "default", topology: null });
  const points: Point[] = [];
  for (const window of steady.windows) {
    const { evidence } = detector.step(window);
    if (evidence !== null) points.push(...pointsIn(evidence as EvidenceFrame, null));
    if (points.length >= atLeast) break;
  }
  return points;
}
