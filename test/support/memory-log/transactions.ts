import { LogFault, type LogPlace, type LogPosition, type NewLogRecord } from "@tocsin/log";
import { type Broker, groupOf, partitionAt } from "./broker.ts";
import { encodeRecord } from "./encode-record.ts";
import { setOffsets } from "./groups.ts";
import { appendMarker, appendRecord, type StoredPartition } from "./stored-partition.ts";
import { openTransaction, type StoredIdentity, type StoredTransaction } from "./stored-transaction.ts";

/** Awaited before each marker of a decided transaction is written; null when all are written at once. */
export type BeforeMarker = ((marker: MarkerAhead) => Promise<void>) | null;

export interface MarkerAhead {
  readonly identity: string;
  readonly place: LogPlace;
  readonly outcome: "committed" | "aborted";
}

/** An identity as one writer took it over. */
export interface Holding {
  readonly identity: StoredIdentity;
  readonly epoch: number;
}

/** Fences the former holder and aborts its open transaction. */
export function takeOver(broker: Broker, name: string, beforeMarker: BeforeMarker): Holding {
  const identity = broker.identities.get(name) ?? {
    name,
    epoch: -1,
    open: null,
    settled: Promise.resolve(),
  };
  broker.identities.set(name, identity);
  identity.epoch += 1;
  abortOpen(broker, identity, beforeMarker);
  return { identity, epoch: identity.epoch };
}

export function abortOpen(broker: Broker, identity: StoredIdentity, beforeMarker: BeforeMarker): void {
  if (identity.open !== null) decide(broker, identity, { outcome: "aborted", beforeMarker });
}

/** Throws `fenced` when another writer has taken the identity over. */
function refuseFenced({ identity, epoch }: Holding): void {
  if (identity.epoch !== epoch)
    throw new LogFault("fenced", `another writer holds the identity ${identity.name} now`);
}

/** The identity's open transaction, begun by the first who asks for it. */
function transactionOf(identity: StoredIdentity): StoredTransaction {
  identity.open ??= openTransaction(identity.name);
  return identity.open;
}

/** Appends the records to the holder's transaction; returns the offset of the first, or of the end without records. */
export function sendRecords(
  broker: Broker,
  holding: Holding,
  place: LogPlace,
  records: readonly NewLogRecord[],
): number {
  refuseFenced(holding);
  const partition = partitionAt(broker, place);
  const encoded = encodeAll(broker, partition, records);
  const firstOffset = partition.endOffset;
  if (encoded.length === 0) return firstOffset;
  const transaction = transactionOf(holding.identity);
  transaction.partitions.add(partition);
  for (const record of encoded) appendRecord(partition, record, transaction);
  return firstOffset;
}

export function sendOffsets(holding: Holding, group: string, positions: readonly LogPosition[]): void {
  refuseFenced(holding);
  transactionOf(holding.identity).offsets.push({ group, positions });
}

/** Appends outside a transaction. */
export function appendPlain(broker: Broker, place: LogPlace, records: readonly NewLogRecord[]): void {
  const partition = partitionAt(broker, place);
  for (const record of encodeAll(broker, partition, records)) appendRecord(partition, record, null);
  broker.changes.raise();
}

/** As brokers have it unless a topic says otherwise. */
const mostAheadMs = 3_600_000;

function encodeAll(broker: Broker, partition: StoredPartition, records: readonly NewLogRecord[]) {
  return records.map((record) => {
    const { sizeBytes, ...encoded } = encodeRecord(partition.place, record, broker.nowMs());
    if (sizeBytes > partition.maxRecordBytes)
      throw new LogFault("too-large", `a record of ${sizeBytes} bytes is more than its topic takes`);
    if (encoded.timestampMs > broker.nowMs() + mostAheadMs)
      throw new LogFault("time-refused", `a record's time is more than an hour ahead of the broker's`);
    return encoded;
  });
}

/** Ends the holder's open transaction, if it has one. */
export function endTransaction(
  broker: Broker,
  holding: Holding,
  ending: { readonly outcome: "committed" | "aborted"; readonly beforeMarker: BeforeMarker },
): void {
  refuseFenced(holding);
  if (holding.identity.open !== null) decide(broker, holding.identity, ending);
}

function decide(
  broker: Broker,
  identity: StoredIdentity,
  ending: { readonly outcome: "committed" | "aborted"; readonly beforeMarker: BeforeMarker },
): void {
  const transaction = identity.open as StoredTransaction;
  identity.open = null;
  transaction.outcome = ending.outcome;
  if (ending.beforeMarker === null) settleAtOnce(broker, transaction);
  else settleLater(broker, identity, { transaction, beforeMarker: ending.beforeMarker });
}

function settleAtOnce(broker: Broker, transaction: StoredTransaction): void {
  for (const partition of transaction.partitions) appendMarker(partition, transaction);
  settleOffsets(broker, transaction);
  broker.changes.raise();
}

function settleLater(
  broker: Broker,
  identity: StoredIdentity,
  decided: { readonly transaction: StoredTransaction; readonly beforeMarker: NonNullable<BeforeMarker> },
): void {
  const { transaction, beforeMarker } = decided;
  const before = identity.settled;
  identity.settled = before.then(() => settleInTurn(broker, transaction, beforeMarker));
}

async function settleInTurn(
  broker: Broker,
  transaction: StoredTransaction,
  beforeMarker: NonNullable<BeforeMarker>,
): Promise<void> {
  const outcome = transaction.outcome === "committed" ? "committed" : "aborted";
  for (const partition of transaction.partitions) {
    await beforeMarker({ identity: transaction.identity, place: partition.place, outcome });
    appendMarker(partition, transaction);
    broker.changes.raise();
  }
  settleOffsets(broker, transaction);
  broker.changes.raise();
}

function settleOffsets(broker: Broker, transaction: StoredTransaction): void {
  if (transaction.outcome !== "committed") return;
  for (const { group, positions } of transaction.offsets) setOffsets(groupOf(broker, group), positions);
}
