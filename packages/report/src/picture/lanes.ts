import type { EvidenceFrame, SignalName } from "@tocsin/contracts";
import { firstDifference } from "../page/first-difference.ts";
import { natsOf } from "../words/nats.ts";
import { measured, percent } from "../words/numbers.ts";
import type { Lane } from "./lane.ts";

/** A drawing of more is no drawing. */
const mostLanes = 10;

/** The sum over services against the threshold. What speaks against a failure is drawn as nothing. */
export function evidenceLane(frames: readonly EvidenceFrame[]): Lane {
  const last = frames.at(-1);
  const none = frames.map(() => null);
  return {
    title: "evidence that services fail together",
    reading:
      last === undefined
        ? ""
        : `${natsOf(Math.max(0, last.logEvidence))} of the ${natsOf(last.threshold)}\u00a0nats needed`,
    observed: frames.map(({ logEvidence }) => Math.max(0, logEvidence)),
    expected: none,
    lower: none,
    upper: none,
    threshold: last?.threshold ?? null,
  };
}

interface SeriesName {
  readonly unit: string;
  readonly signal: SignalName;
  readonly source: string | null;
}

/** The series of these units, in their order, those with most evidence in the last window first. */
export function seriesLanes({
  frames,
  units,
}: {
  readonly frames: readonly EvidenceFrame[];
  readonly units: readonly string[];
}): readonly Lane[] {
  const last = frames.at(-1);
  if (last === undefined) return [];
  const { series } = last;
  const drawn = series.unit
    .map((unit, at) => ({
      name: { unit, signal: series.signal[at] as SignalName, source: series.source[at] ?? null },
      nats: series.evidenceNats[at] ?? 0,
    }))
    .filter(({ name }) => units.includes(name.unit))
    .toSorted((one, other) =>
      firstDifference(other.nats - one.nats, units.indexOf(one.name.unit) - units.indexOf(other.name.unit)),
    );
  return drawn.slice(0, mostLanes).map(({ name }) => seriesLane(frames, name));
}

function seriesLane(frames: readonly EvidenceFrame[], name: SeriesName): Lane {
  const rows = frames.map((frame) => rowOf(frame, name));
  const column = (of: "observed" | "expected" | "lower" | "upper"): (number | null)[] =>
    frames.map((frame, at) => valueOf(frame, rows[at] ?? -1, of));
  const observed = column("observed");
  const expected = column("expected");
  const last = frames.at(-1);
  const isShare = last !== undefined && (last.series.exposure[rows.at(-1) ?? -1] ?? null) !== null;
  const words = (value: number): string =>
    isShare ? percent(value) : name.signal === "latency" ? `${measured(value)}\u00a0ms` : measured(value);
  const [seen, usual] = [observed.at(-1) ?? null, expected.at(-1) ?? null];
  const by = name.source === null ? "" : ` by ${name.source}`;
  return {
    title: `${name.unit} ${name.signal}${by}`,
    reading: `${seen === null ? "no reading" : words(seen)}${usual === null ? "" : `, expected ${words(usual)}`}`,
    observed,
    expected,
    lower: column("lower"),
    upper: column("upper"),
    threshold: null,
  };
}

const rowOf = ({ series }: EvidenceFrame, { unit, signal, source }: SeriesName): number =>
  series.unit.findIndex(
    (name, at) => name === unit && series.signal[at] === signal && (series.source[at] ?? null) === source,
  );

/** Of what is out of something the share. */
function valueOf(
  { series }: EvidenceFrame,
  row: number,
  column: "observed" | "expected" | "lower" | "upper",
): number | null {
  const value = series[column][row] ?? null;
  const exposure = series.exposure[row] ?? null;
  if (value === null || exposure === null) return value;
  return exposure > 0 ? value / exposure : null;
}
