import { LogFault, type LogDelivery, type LogPosition, type LogReader } from "@tocsin/log";
import type { ClientContext } from "./client-context.ts";
import { patience } from "./patience.ts";
import { standings } from "./standings.ts";

export function memoryReader(context: ClientContext, from: readonly LogPosition[]): LogReader {
  const { broker, life } = context;
  const reached = standings(context);
  let isReading = false;
  let isClosed = false;
  for (const position of from) reached.stand(position);

  const hasClosed = (): boolean => isClosed;

  async function deliveryWithin(waitMs: number): Promise<LogDelivery | null> {
    const waiting = patience(context.wait, waitMs);
    try {
      await life.alive();
      while (!hasClosed()) {
        const change = broker.changes.changed();
        const wasOver = waiting.isOver;
        const delivery = await reached.fetch().catch(nothingIfUnreachable);
        if (hasClosed()) break;
        if (delivery !== null || wasOver) return delivery;
        await waiting.until(change);
        await life.alive();
      }
      return null;
    } finally {
      waiting.end();
    }
  }

  return {
    async next(waitMs) {
      if (isReading) throw new Error("a reader's next was called before the call before it had ended");
      isReading = true;
      try {
        return await deliveryWithin(waitMs);
      } finally {
        isReading = false;
      }
    },
    seek(position) {
      reached.stand(position);
      broker.changes.raise();
    },
    endSeenAtMs: (place) => reached.at(place)?.endSeenAtMs ?? null,
    heldBack: (place) => reached.at(place)?.heldBack ?? null,
    mark: (place) => reached.at(place)?.mark ?? null,
    lag(place) {
      const standing = reached.at(place);
      if (standing === undefined || standing.end === null) return null;
      return Math.max(0, standing.end - standing.offset);
    },
    async close() {
      await life.alive();
      isClosed = true;
      broker.changes.raise();
    },
  };
}

/** Brokers that do not answer are waited for. */
function nothingIfUnreachable(fault: unknown): null {
  if (fault instanceof LogFault && fault.kind === "unreachable") return null;
  throw fault;
}
