import { decodeAlert, decodeEvidence } from "@tocsin/adapters/wire";
import type { AlertEvent, EvidenceFrame } from "@tocsin/contracts";
import { type Log, type LogPlace, readBetween } from "@tocsin/log";
import type { OpenCluster } from "../cluster/with-cluster.ts";
import { readTopic } from "../inspect/read-topic.ts";
import { type MomentKeeper, momentKeeper } from "./moment.ts";
import type { Subject } from "./request.ts";

/** Windows of the evidence topic that are read before the moment. */
const windowsBefore = 60;

/** The moment as a running Tocsin has written it down, from its evidence and alerts. Reads an hour of the evidence. */
export async function keptMoment(
  subject: Subject,
  { log, configuration }: Pick<OpenCluster, "log" | "configuration">,
  interrupted: AbortSignal | undefined,
): Promise<MomentKeeper> {
  const { topics, windowMs, allowedLatenessMs } = configuration;
  const alerts = await alertsOf(log, topics.incidents, interrupted);
  const place = { topic: topics.evidence, partition: 0 };
  const keeper = momentKeeper(subject);
  const span = await log.span(place);
  const centreMs = centreOf(subject, alerts);
  const from =
    centreMs === null ? span.end : await firstFrom(log, place, centreMs - windowsBefore * windowMs);
  const told = alerts.values();
  let next = told.next();
  const tellUpTo = (timeMs: number): void => {
    for (; next.done !== true && Date.parse(next.value.time) <= timeMs; next = told.next())
      keeper.alert(next.value);
  };
  await readBetween(log, { place, from, to: span.end, stop: interrupted }, ({ value }) => {
    const decoded = decodeEvidence(value);
    if (decoded.kind === "rejected") return true;
    const { frame } = decoded;
    tellUpTo(frame.windowStart + allowedLatenessMs);
    keeper.evidence(frame);
    if (keeper.isEnough()) return false;
    tellUpTo(frame.windowStart + frame.windowMs + allowedLatenessMs);
    return true;
  });
  return keeper;
}

/** In the order of their times. */
async function alertsOf(
  log: Log,
  topic: string,
  interrupted: AbortSignal | undefined,
): Promise<readonly AlertEvent[]> {
  const events: AlertEvent[] = [];
  const take = (value: Uint8Array | null): void => {
    const decoded = decodeAlert(value);
    if (decoded.kind === "alert") events.push(decoded.event);
  };
  await readTopic(log, topic, ({ value }) => take(value), interrupted);
  return events.toSorted((one, other) => Date.parse(one.time) - Date.parse(other.time));
}

/** About when it was; null where that is not told. The first alarm may lie anywhere. */
function centreOf(subject: Subject, alerts: readonly AlertEvent[]): number | null {
  if (subject.kind === "first") return 0;
  return subject.kind === "moment" ? subject.timeMs : firstTold(alerts, subject.id);
}

function firstTold(alerts: readonly AlertEvent[], incident: string): number | null {
  const first = alerts.find(({ data }) => data.incident === incident);
  return first === undefined ? null : Date.parse(first.time);
}

/**
 * The offset of the first frame whose window begins at this time or later: frames lie in order of their windows, whatever
 * Kafka's times of them are, so about twenty of them are looked at.
 */
async function firstFrom(log: Log, place: LogPlace, startMs: number): Promise<number> {
  const span = await log.span(place);
  let [low, high] = [span.first, span.end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const frame = await frameAt(log, place, { from: middle, to: span.end });
    if (frame === null || frame.windowStart >= startMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function frameAt(
  log: Log,
  place: LogPlace,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<EvidenceFrame | null> {
  const found: EvidenceFrame[] = [];
  await readBetween(log, { place, from, to }, ({ value }) => {
    const decoded = decodeEvidence(value);
    if (decoded.kind === "rejected") return true;
    found.push(decoded.frame);
    return false;
  });
  return found[0] ?? null;
}
