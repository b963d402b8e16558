import type { Frame } from "@tocsin/core";
import { type LogEntry, textOf } from "../log/log-entry.ts";
import { compareOutputs, compareRevisions, type Damage, type Output } from "./compare.ts";
import { type Expected, frameId, placeName } from "./expected.ts";

/** What the output topics hold. */
export interface FoundOutputs {
  readonly windows: readonly LogEntry[];
  readonly evidence: readonly LogEntry[];
  readonly incidents: readonly LogEntry[];
  readonly deadLetters: readonly LogEntry[];
}

const parsed = (entry: LogEntry): unknown => JSON.parse(textOf(entry));

function frameEntry(entry: LogEntry): { readonly place: string; readonly output: Output } {
  const frame = parsed(entry) as Frame;
  return { place: placeName(frame), output: { id: frameId(frame), text: textOf(entry) } };
}

function framesDamage(expected: Expected["frames"], windows: readonly LogEntry[]): readonly Damage[] {
  const found = Map.groupBy(windows.map(frameEntry), ({ place }) => place);
  const places = new Set([...expected.keys(), ...found.keys()]);
  return [...places].flatMap((place) =>
    compareOutputs(
      `windows of ${place}`,
      expected.get(place) ?? [],
      (found.get(place) ?? []).map(({ output }) => output),
    ),
  );
}

const evidenceOutput = (entry: LogEntry): Output => ({
  id: String((parsed(entry) as { readonly windowStart: number }).windowStart),
  text: textOf(entry),
});

const alertOutput = (entry: LogEntry): Output => ({
  id: (parsed(entry) as { readonly id: string }).id,
  text: textOf(entry),
});

const revisionOf = (entry: LogEntry): { readonly incident: string; readonly revision: number } =>
  (parsed(entry) as { readonly data: { readonly incident: string; readonly revision: number } }).data;

const letterOutput = ({ headers }: LogEntry): Output => ({
  id: `${headers["tocsin_topic"]}/${headers["tocsin_partition"]}/${headers["tocsin_offset"]}`,
  text: headers["tocsin_code"] ?? "",
});

/** Of a log that was made anew a place may be refused twice: the later one has a name of its own. */
function named(letters: readonly Output[], known: (id: string) => boolean): readonly Output[] {
  const times = new Map<string, number>();
  return letters.map(({ id, text }) => {
    const before = times.get(id) ?? 0;
    times.set(id, before + 1);
    const later = `${id} again ${before}`;
    return { id: before > 0 && known(later) ? later : id, text };
  });
}

/** Dead letters of different partitions stand in no order. */
const byId = (one: Output, other: Output): number => (one.id < other.id ? -1 : Number(one.id > other.id));

/** All damage that a run left in its output topics. */
export function checkRun(expected: Expected, found: FoundOutputs): readonly Damage[] {
  const refused = named(expected.refused, () => true);
  const refusedIds = new Set(refused.map(({ id }) => id));
  const letters = named(found.deadLetters.map(letterOutput), (id) => refusedIds.has(id));
  return [
    ...framesDamage(expected.frames, found.windows),
    ...compareOutputs("evidence", expected.evidence, found.evidence.map(evidenceOutput)),
    ...compareOutputs("incidents", expected.alerts, found.incidents.map(alertOutput)),
    ...compareRevisions("revisions", found.incidents.map(revisionOf)),
    ...compareOutputs("dead letters", refused.toSorted(byId), letters.toSorted(byId)),
  ];
}
