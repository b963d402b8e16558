import type { Log, LogWriter, NewLogRecord } from "@tocsin/log";

/**
 * A log whose writers promise nothing: no fencing, no transactions, every record kept as soon as it is sent. What a
 * worker with a plain producer would do; for tests that must see damage.
 */
export function unsafeLog(log: Log): Log {
  return {
    ...log,
    writer: async () => unsafeWriter(log),
  };
}

function unsafeWriter(log: Log): LogWriter {
  return {
    transaction: async (work) =>
      await work({
        send: async (place, records: readonly NewLogRecord[]) => {
          const { end } = await log.span(place);
          await log.append(records.map((record) => ({ ...record, ...place })));
          return end;
        },
        offsets: async () => undefined,
      }),
    close: async () => undefined,
  };
}
