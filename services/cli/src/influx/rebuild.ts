import {
  checkInflux,
  type InfluxCheck,
  InfluxFault,
  influxOf,
  type InfluxSink,
  influxSink,
  type Point,
  projection,
  type SetAsidePoint,
  untilWritten,
} from "@tocsin/adapters/influx";
import type { InfluxConfiguration } from "@tocsin/contracts";
import type { Log, LogDelivery, LogPosition, LogSpan } from "@tocsin/log";
import { projectRecord } from "@tocsin/recorder";
import { counted } from "@tocsin/report/words";
import { type OpenCluster, withCluster } from "../cluster/with-cluster.ts";
import { exitCodes, serverFault, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { type Progress, progress } from "../replay/progress.ts";
import { liveSettings } from "../settings/live-settings.ts";

export interface RebuildRequest {
  readonly configFile: string | null;
  readonly topologyFile: string | null;
}

/** The way to the database; InfluxDB's unless given. */
export interface Database {
  readonly check: (influx: InfluxConfiguration) => Promise<InfluxCheck>;
  readonly open: (influx: InfluxConfiguration) => InfluxSink;
}

/** Points that are held before they are written. */
const heldPoints = 5000;
/** Long enough for one answer of a busy broker; the reader itself waits on. */
const pollMs = 1000;

/**
 * `tocsin influx rebuild`: writes all that the topics of evidence and incidents hold now to InfluxDB once more, and
 * resolves with the exit code. The same point written twice is one point, so nothing has to be deleted first, the
 * recorder may go on meanwhile, and a rebuild that was interrupted is begun again. The recorder's offsets stay.
 */
export async function runRebuild(
  request: RebuildRequest,
  io: CliIo,
  database: Database = { check: checkInflux, open: influxSink },
): Promise<number> {
  const { topology, live } = await liveSettings(request, io);
  if (live.configuration.influx === null) {
    throw usageFault(
      "the configuration has no influx section",
      "Add one; infra/tocsin.example.yaml shows it.",
    );
  }
  const influx = influxOf(live.configuration.influx);
  const found = await database.check(influx);
  if (found.kind !== "ready") throw serverFault(found.message);
  return await withCluster(request.configFile, io, async ({ log, configuration }) => {
    const { environment } = configuration;
    const rebuild: Rebuild = {
      configuration,
      sink: database.open(influx),
      projection: projection({ environment, topology }),
      io,
      shown: progress(io.stderr, () => performance.now(), true),
      tally: { records: 0, points: 0, expired: 0, unusable: 0, lost: 0 },
      setAside: new Map(),
    };
    await rewrite(rebuild, log);
    rebuild.shown.clear();
    return await conclude(rebuild);
  });
}

interface Rebuild extends Pick<OpenCluster, "configuration"> {
  readonly sink: InfluxSink;
  readonly projection: ReturnType<typeof projection>;
  readonly io: CliIo;
  readonly shown: Progress;
  readonly tally: { records: number; points: number; expired: number; unusable: number; lost: number };
  /** How many points were refused, by the reason. */
  readonly setAside: Map<string, number>;
}

/** What is behind the end that a partition had at the beginning is the recorder's. */
async function rewrite(rebuild: Rebuild, log: Log): Promise<void> {
  const { evidence, incidents } = rebuild.configuration.topics;
  const spans = await spansOf(log, [evidence, incidents]);
  const unread = new Map(spans.map((span) => [placeKey(span), span]));
  const total = sum(spans.map(({ first, end }) => end - first));
  const reader = log.reader(
    spans.map(({ topic, partition, first }) => ({ topic, partition, offset: first })),
  );
  try {
    for (let read = 0; unread.size > 0;) {
      rebuild.io.interrupted?.throwIfAborted();
      const delivery = await reader.next(pollMs);
      const span = delivery === null ? undefined : unread.get(placeKey(delivery.place));
      if (delivery === null || span === undefined) continue;
      await take(rebuild, delivery, span.end);
      if (delivery.nextOffset >= span.end) unread.delete(placeKey(span));
      read += delivery.kind === "records" ? delivery.records.length : 0;
      rebuild.shown.at(() => ({ share: Math.min(1, read / total), events: read, eventTimeMs: null }));
    }
  } finally {
    await reader.close();
  }
}

type Span = Omit<LogPosition, "offset"> & LogSpan;

const placeKey = ({ topic, partition }: Pick<Span, "topic" | "partition">): string => `${topic}/${partition}`;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

async function spansOf(log: Log, topics: readonly string[]): Promise<readonly Span[]> {
  const counts = await log.partitionCounts(topics);
  const spans: Span[] = [];
  for (const topic of topics) {
    for (let partition = 0; partition < (counts.get(topic) ?? 0); partition += 1) {
      const span = { topic, partition, ...(await log.span({ topic, partition })) };
      if (span.first < span.end) spans.push(span);
    }
  }
  return spans;
}

async function take(rebuild: Rebuild, delivery: LogDelivery, end: number): Promise<void> {
  const { tally, configuration } = rebuild;
  if (delivery.kind === "gap") tally.lost += Math.max(0, delivery.nextOffset - delivery.expectedOffset);
  if (delivery.kind === "undecodable") tally.unusable += delivery.nextOffset - delivery.firstOffset;
  if (delivery.kind !== "records") return;
  let held: Point[] = [];
  for (const record of delivery.records) {
    if (record.offset >= end) break;
    const projected = projectRecord(record, configuration, rebuild.projection);
    tally.records += 1;
    if (projected.kind === "rejected") tally.unusable += 1;
    else for (const point of projected.points) held.push(point);
    if (held.length < heldPoints) continue;
    await writeHeld(rebuild, held);
    held = [];
  }
  if (held.length > 0) await writeHeld(rebuild, held);
}

async function writeHeld(rebuild: Rebuild, points: readonly Point[]): Promise<void> {
  const { sink, io, shown, tally } = rebuild;
  const { interrupted } = io;
  let isTold = false;
  const waiting = ({ fault }: { readonly fault: InfluxFault }): void => {
    if (isTold) return;
    isTold = true;
    shown.clear();
    void write(io.stderr, `tocsin: InfluxDB does not take points now, waiting: ${fault.message}\n`);
  };
  const signal = interrupted === undefined ? {} : { signal: interrupted };
  const report = await writtenOrFault(
    async () =>
      await untilWritten(async () => await sink.write(points, interrupted), { onRetry: waiting, ...signal }),
  );
  tally.points += report.written;
  tally.expired += report.expired;
  for (const { reason } of report.setAside) countRefusal(rebuild.setAside, reason);
}

async function writtenOrFault<Result>(attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof InfluxFault) throw serverFault(`InfluxDB: ${error.message}`);
    throw error;
  }
}

/** Reasons are the database's words and may be many: what is counted is bounded. */
const mostReasons = 20;

function countRefusal(counts: Map<string, number>, reason: SetAsidePoint["reason"]): void {
  const key = counts.has(reason) || counts.size < mostReasons ? reason : "other reasons";
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function conclude({ tally, setAside, io }: Rebuild): Promise<number> {
  const { records, points, expired, unusable, lost } = tally;
  await write(io.stdout, `Wrote ${counted(points, "point")} of ${counted(records, "record")} once more.\n`);
  const left = [
    [expired, "point", "thrown away by the database: older than it keeps"],
    [unusable, "record", "left out: cannot be read"],
    [lost, "record", "deleted by Kafka before being read"],
    ...[...setAside].map(([reason, count]) => [count, "point", `refused: ${reason}`] as const),
  ] as const;
  for (const [count, what, why] of left) {
    if (count > 0) await write(io.stderr, `tocsin: ${counted(count, what)} ${why}\n`);
  }
  return setAside.size > 0 || unusable > 0 ? exitCodes.checkFailed : exitCodes.done;
}
