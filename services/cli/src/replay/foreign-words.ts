import { printable } from "@tocsin/adapters/config";
import type { ErrorCode } from "@tocsin/contracts";
import type { ForeignTaken } from "@tocsin/intake";
import { counted } from "@tocsin/report/words";

/** What a replay read of topics that hold what other tools write. */
export interface ForeignTally {
  readonly add: (topic: string, taken: ForeignTaken) => void;
  /** A few lines for each topic; none where there is no such topic. */
  readonly words: () => readonly string[];
}

const mostNamed = 5;

interface OfTopic {
  messages: number;
  used: number;
  readonly formats: Set<string>;
  readonly refused: Map<ErrorCode, { count: number; readonly reason: string }>;
  leftOut: ReadonlyMap<string, number>;
}

export function foreignTally(): ForeignTally {
  const topics = new Map<string, OfTopic>();
  return {
    add: (topic, { format, used, refused, leftOut }) => {
      const of = topics.get(topic) ?? newOfTopic();
      topics.set(topic, of);
      of.messages += 1;
      of.used += used;
      of.formats.add(format ?? "no known format");
      if (leftOut.size > of.leftOut.size) of.leftOut = leftOut;
      for (const { code, count, reason } of refused) {
        const before = of.refused.get(code);
        of.refused.set(code, { count: (before?.count ?? 0) + count, reason: before?.reason ?? reason });
      }
    },
    words: () => [...topics].flatMap(([topic, of]) => wordsOf(topic, of)),
  };
}

const newOfTopic = (): OfTopic => ({
  messages: 0,
  used: 0,
  formats: new Set(),
  refused: new Map(),
  leftOut: new Map(),
});

function wordsOf(topic: string, { messages, used, formats, refused, leftOut }: OfTopic): readonly string[] {
  const read = `${topic}: ${counted(messages, "message")} of ${[...formats].toSorted().join(", ")}; ${counted(used, "sample")} used`;
  const codes = [...refused]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { count, reason }]) => `${topic}: refused ${count} ${code}, such as ${printable(reason)}`);
  if (leftOut.size === 0) return [read, ...codes];
  const named = [...leftOut.keys()]
    .slice(0, mostNamed)
    .map((metric) => (metric === "" ? "(no name)" : printable(metric)));
  const more = leftOut.size > mostNamed ? `, and ${leftOut.size - mostNamed} more` : "";
  return [read, ...codes, `${topic}: no rule names ${named.join(", ")}${more}`];
}
