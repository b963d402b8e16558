import { printable } from "@tocsin/adapters/config";
import { counted, durationOf, grouped, momentOf } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../../terminal/layout.ts";
import type { PartitionFacts, RecordingFacts } from "./recording-facts.ts";
import type { SeriesFacts, Suspicion } from "./series-facts.ts";

/** What a person reads of a recording: what it is, what is wrong with it, and a row with a picture for each series. */
export function recordingBlocks(facts: RecordingFacts, limit: number): readonly Block[] {
  return [
    ...summaryBlocks(facts),
    ...refusedBlocks(facts),
    ...suspiciousBlocks(facts),
    ...seriesBlocks(facts, limit),
    ...partitionBlocks(facts),
  ];
}

function summaryBlocks({
  partial,
  lines,
  headers,
  partitions,
  series,
  ticks,
  failed,
}: RecordingFacts): readonly Block[] {
  const places = partitions;
  const messages = places.reduce((sum, place) => sum + place.messages, 0);
  const again = places.reduce((sum, place) => sum + place.readAgain, 0);
  const names = headers.map(
    ({ name, provenance, file }) =>
      `${printable(name ?? file)}${provenance === undefined ? "" : ` (${provenance})`}`,
  );
  const fromMs = places.reduce((least, place) => Math.min(least, place.fromMs), Number.POSITIVE_INFINITY);
  const toMs = places.reduce((most, place) => Math.max(most, place.toMs), 0);
  const services = new Set(series.map(({ service }) => service)).size;
  return [
    ...(names.length === 0 ? [] : [paragraph(0, [span(names.slice(0, 5).join(", "), "strong")])]),
    ...(places.length === 0
      ? []
      : [
          paragraph(0, [
            `${momentOf(fromMs)} to ${momentOf(toMs)} UTC, ${durationOf(toMs - fromMs)} of arrivals. ${counted(messages, "message")} in ${counted(lines, "line")}, ${counted(places.length, "partition")}, ${counted(services, "service")}, ${counted(series.length, "series", "series")}.`,
          ]),
        ]),
    ...(ticks > 0 ? [paragraph(0, [`${counted(ticks, "tick")}.`])] : []),
    ...(again > 0
      ? [
          paragraph(0, [
            span(
              `${counted(again, "line was", "lines were")} there before, with the same partition and offset: they count for nothing.`,
              "warning",
            ),
          ]),
        ]
      : []),
    ...partial.map((folder) =>
      paragraph(0, [
        span(`The recording in ${printable(folder)} is partial: it did not come to its end.`, "warning"),
      ]),
    ),
    ...failed.map(({ file, reason }) =>
      paragraph(0, [span(`${printable(file)}: ${printable(reason)}. What could be read is here.`, "alarm")]),
    ),
  ];
}

function refusedBlocks({ refused }: RecordingFacts): readonly Block[] {
  if (refused.size === 0) return [];
  return [
    blank,
    paragraph(0, [span("Refused", "strong")]),
    ...[...refused]
      .toSorted(([, one], [, other]) => other.count - one.count)
      .map(([code, { count, reason, first }]) =>
        paragraph(
          2,
          [
            span(`${grouped(count)} ${code}`, "warning"),
            `: ${printable(reason)}, first at ${printable(first)}`,
          ],
          4,
        ),
      ),
  ];
}

const suspicionWords: Readonly<Record<Suspicion, string>> = {
  "far-above": "a hundred times as much as on average, or more",
  "never-changes": "the same number for an hour and longer",
  "from-the-future": "its interval ends after it arrived: the producer's clock is ahead",
  "other-interval": "another interval than before",
};

const mostSuspicious = 20;

function suspiciousBlocks({ series }: RecordingFacts): readonly Block[] {
  const found = series.flatMap((one) =>
    [...one.suspicious].map(([what, { count, first }]) => ({ name: nameOf(one), what, count, first })),
  );
  if (found.length === 0) return [];
  const shown = found.toSorted((one, other) => other.count - one.count).slice(0, mostSuspicious);
  const more = found.length - shown.length;
  return [
    blank,
    paragraph(0, [span("Suspicious, though it could be true", "strong")]),
    ...shown.map(({ name, what, count, first }) =>
      paragraph(
        2,
        [
          `${printable(name)}: ${suspicionWords[what]}, ${counted(count, "time")}, first at ${printable(first)}`,
        ],
        4,
      ),
    ),
    ...(more > 0
      ? [paragraph(2, [span(`${counted(more, "more", "more")}; --json has them all`, "muted")])]
      : []),
  ];
}

const nameOf = ({ service, operation, region, source, stream }: SeriesFacts): string => {
  const unit = operation === null ? service : `${service}/${operation}`;
  const where = region === null ? "" : ` in ${region}`;
  const by = source === null ? "" : ` by ${source}`;
  return `${unit} ${stream}${where}${by}`;
};

function seriesBlocks({ series, counts, seriesLeftOut }: RecordingFacts, limit: number): readonly Block[] {
  if (series.length === 0) return [];
  const all = series.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  const shown = all.slice(0, limit);
  const most = Math.max(1, ...shown.map((one) => Math.max(...counts.row(one.row))));
  const fromMs = counts.fromMs();
  const picture = `readings in each ${durationOf(counts.spanMs())}${fromMs === null ? "" : `, from ${momentOf(fromMs)} UTC`}`;
  const more = all.length - shown.length;
  return [
    blank,
    paragraph(0, [span("Series", "strong"), span(` (the picture: ${picture})`, "muted")]),
    ...shown.flatMap((one) => [
      paragraph(2, [span(printable(nameOf(one)), "strong"), `: ${factsOf(one)}`], 4),
      paragraph(4, [
        span(bars(counts.row(one.row), Math.min(most, Math.max(...counts.row(one.row)))), "muted"),
      ]),
    ]),
    ...(more > 0
      ? [paragraph(2, [span(`${counted(more, "more", "more")}; --limit N shows more`, "muted")])]
      : []),
    ...(seriesLeftOut > 0
      ? [
          paragraph(2, [
            span(`${counted(seriesLeftOut, "reading")} of further series are not looked at`, "warning"),
          ]),
        ]
      : []),
  ];
}

function factsOf(one: SeriesFacts): string {
  const {
    readings,
    intervalMs,
    gaps,
    longestGapMs,
    longestGapFromMs,
    late,
    mostLateMs,
    lateSumMs,
    duplicates,
  } = one;
  const due = Math.max(1, Math.round((one.toMs - one.fromMs) / intervalMs));
  const parts = [
    `${counted(readings, "reading")} of ${durationOf(intervalMs)}`,
    ...(readings - duplicates < due
      ? [`${Math.round((100 * (readings - duplicates)) / due)} % of what its cadence makes due`]
      : []),
    ...(gaps > 0
      ? [
          `${counted(gaps, "gap")}, the longest ${durationOf(longestGapMs)} from ${momentOf(longestGapFromMs)}`,
        ]
      : []),
    `arrives ${durationOf(lateSumMs / readings)} after its interval on average, ${durationOf(Math.max(0, mostLateMs))} at most`,
    ...(late > 0 ? [`${grouped(late)} behind the allowed lateness`] : []),
    ...(duplicates > 0 ? [counted(duplicates, "duplicate")] : []),
  ];
  return parts.join("; ");
}

const eighths = " ▁▂▃▄▅▆▇█";

/** Nothing is a space that does not break, a little at least the lowest bar. */
const bars = (values: readonly number[], most: number): string =>
  values
    .map((value) =>
      value === 0 ? "\u00a0" : (eighths[Math.max(1, Math.round((8 * value) / Math.max(1, most)))] ?? "█"),
    )
    .join("");

function partitionBlocks({ partitions }: RecordingFacts): readonly Block[] {
  const all = partitions.toSorted((one, other) =>
    one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1,
  );
  if (all.length === 0) return [];
  return [
    blank,
    paragraph(0, [span("Partitions", "strong")]),
    ...all.map((one) => paragraph(2, [placeWords(one)], 4)),
  ];
}

function placeWords({
  topic,
  partition,
  messages,
  missingOffsets,
  mostDisorderMs,
  fromMs,
  toMs,
}: PartitionFacts): string {
  const missing =
    missingOffsets === 0 ? "" : `; ${grouped(missingOffsets)} offsets between them are not there`;
  const disorder = mostDisorderMs === 0 ? "" : `; up to ${durationOf(mostDisorderMs)} out of order`;
  return `${printable(topic)}/${partition}: ${counted(messages, "message")}, ${momentOf(fromMs)} to ${momentOf(toMs)}${missing}${disorder}`;
}
