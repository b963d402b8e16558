import type { Acknowledgement } from "@tocsin/contracts";
import type { Book } from "../book/book.ts";

/** What is asked: that somebody takes care of an incident, or that nobody does any more. */
export interface CareAsked {
  readonly action: "acknowledge" | "unacknowledge";
  readonly incident: string;
  readonly by: string | null;
  readonly note: string | null;
  /** Names the request where it must be done only once. */
  readonly once: string | null;
}

export type CareDone =
  | {
      readonly kind: "done";
      readonly incident: string;
      readonly care: Acknowledgement | null;
      readonly isChanged: boolean;
    }
  | { readonly kind: "incident-not-open" | "standing-by" | "too-many" }
  | { readonly kind: "not-kept"; readonly error: unknown };

/** Where acknowledgements are handed in. It is open while this notifier is the active one, for only that one knows what is open. */
export interface CareDesk {
  open(book: Book): void;
  close(): void;
  /** Null while it is closed. */
  readonly book: () => Book | null;
  hand(asked: CareAsked, nowMs: number): Promise<CareDone>;
}

/** Of how many requests of the last minutes it is known that they were done. */
const mostOnce = 10_000;

export interface CareDeskOptions {
  /** Resolves when the record is kept. */
  readonly keep: (incident: string, value: string | null) => Promise<void>;
  /** For how long a request is known again, ms. */
  readonly knownMs: number;
}

export function careDesk({ keep, knownMs }: CareDeskOptions): CareDesk {
  let book: Book | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const done = new Map<string, number>();

  function forget(nowMs: number): void {
    for (const [name, atMs] of done) {
      if (atMs + knownMs >= nowMs) return;
      done.delete(name);
    }
  }

  async function handed(asked: CareAsked, nowMs: number): Promise<CareDone> {
    const opened = book;
    if (opened === null) return { kind: "standing-by" };
    const { incident, once } = asked;
    if (opened.incidents.get(incident)?.event.data.status !== "open") return { kind: "incident-not-open" };
    const before = opened.careOf(incident);
    forget(nowMs);
    if (once !== null && done.has(once)) return { kind: "done", incident, care: before, isChanged: false };
    if (done.size >= mostOnce) return { kind: "too-many" };
    const care = asked.action === "acknowledge" ? careOf(asked, nowMs) : null;
    const isChanged = !isAlike(before, care);
    try {
      if (isChanged) await keep(incident, care === null ? null : JSON.stringify(care));
    } catch (error) {
      return { kind: "not-kept", error };
    }
    if (once !== null) done.set(once, nowMs);
    // It comes back by the topic, too; until then whoever asks again is to see it.
    if (isChanged) opened.care(incident, care);
    return { kind: "done", incident, care: isChanged ? care : before, isChanged };
  }

  return {
    open: (of) => {
      book = of;
    },
    close: () => {
      book = null;
    },
    book: () => book,
    // One after the other: of two that say the same at the same time the second changes nothing.
    hand: async (asked, nowMs) => {
      const mine = last.then(async () => await handed(asked, nowMs));
      last = mine.catch(() => undefined);
      return await mine;
    },
  };
}

const careOf = ({ incident, by, note }: CareAsked, nowMs: number): Acknowledgement => ({
  v: 1,
  incident,
  at: new Date(nowMs).toISOString(),
  ...(by === null ? {} : { by }),
  ...(note === null ? {} : { note }),
});

/** Whether nobody would hear anything new: the same person for the same reason, whenever. */
function isAlike(one: Acknowledgement | null, other: Acknowledgement | null): boolean {
  if (one === null || other === null) return one === other;
  return one.by === other.by && one.note === other.note;
}
