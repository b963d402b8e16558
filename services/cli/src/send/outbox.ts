import { type AppendedRecord, type Log, LogFault } from "@tocsin/log";

/** Records of one call of the log: many enough for speed, few enough for memory. */
const mostRecords = 5000;
const mostBytes = 4 * 1_048_576;
/** What a record costs besides key and value. */
const recordOverheadBytes = 64;

export interface Outgoing {
  readonly kind: "message" | "tick";
  readonly record: AppendedRecord;
}

export interface Outbox {
  /** A promise where what was put before has to be sent first: await it before the next call. */
  put(outgoing: Outgoing): Promise<void> | undefined;
  /** Resolves when everything that was put is kept by the log. */
  flush(): Promise<void>;
}

export interface OutboxConfig {
  readonly log: Log;
  /** Told how many messages of a batch are kept, before the next is sent; waits for what it gives. */
  readonly kept: (messages: number) => Promise<void> | undefined;
  /** Told of a message that its topic does not take, however it is sent. */
  readonly tooLarge: () => void;
  /** Smaller batches, for a rate that is kept evenly. */
  readonly mostRecords?: number;
}

/** Gathers records to batches. One is kept before the next is sent, so the order within a partition is that of `put`. */
export function outbox(config: OutboxConfig): Outbox {
  const most = Math.min(mostRecords, config.mostRecords ?? mostRecords);
  let batch: Outgoing[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const sending = batch;
    batch = [];
    bytes = 0;
    await append(config, sending);
  };
  return {
    put(outgoing) {
      const { record } = outgoing;
      batch.push(outgoing);
      bytes += recordOverheadBytes + (record.key?.length ?? 0) + (record.value?.length ?? 0);
      return batch.length >= most || bytes >= mostBytes ? flush() : undefined;
    },
    flush,
  };
}

/** Of a batch with a message that is too large some may be kept already: each is sent again by itself. */
async function append(config: OutboxConfig, sending: readonly Outgoing[]): Promise<void> {
  try {
    await config.log.append(sending.map(({ record }) => record));
  } catch (error) {
    if (!(error instanceof LogFault) || error.kind !== "too-large") throw error;
    if (sending.length > 1) for (const one of sending) await append(config, [one]);
    else config.tooLarge();
    return;
  }
  await config.kept(sending.filter(({ kind }) => kind === "message").length);
}
