import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type * as NodeSqlite from "node:sqlite";
import { open } from "node:fs/promises";
import { inputFault } from "../../exit-codes.ts";

export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

/** The first bytes of every database (sqlite.org/fileformat.html, section 1.3). */
const magic = "SQLite format 3\0";

/** Whether a file is an SQLite database, by its first bytes. A `ProcessFault` of code 3 where it cannot be read. */
export async function isSqlite(file: string): Promise<boolean> {
  if (file === "-") return false;
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      return buffer.subarray(0, bytesRead).toString("latin1") === magic;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw inputFault(`cannot read ${file}: ${reasonOf(error)}`, "Check the path and the permissions.");
  }
}

export interface Database {
  readonly hasTable: (name: string) => boolean;
  /** Rows one by one, in bounded memory. */
  readonly rows: (query: string) => IterableIterator<SqlRow>;
  readonly close: () => void;
}

/** Opens a database for reading alone: nothing is written to it, and a program that uses it goes on. */
export async function openDatabase(file: string): Promise<Database> {
  const { DatabaseSync } = await nodeSqlite();
  const database = opened(() => new DatabaseSync(file, { readOnly: true }), file);
  const told = <Value>(work: () => Value): Value => {
    try {
      return work();
    } catch (error) {
      throw inputFault(
        `${file} cannot be read: ${reasonOf(error)}`,
        "Stop the monitor or copy the file with its -wal file beside it, and read the copy.",
      );
    }
  };
  return {
    hasTable: (name) =>
      told(() =>
        database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name),
      ) !== undefined,
    rows: function* (query) {
      const rows = told(() => database.prepare(query).iterate());
      for (let next = told(() => rows.next()); next.done !== true; next = told(() => rows.next()))
        yield next.value;
    },
    close: () => database.close(),
  };
}

/** Its warning that it is new would stand among the words of the command. */
async function nodeSqlite(): Promise<typeof NodeSqlite> {
  const before = Object.getOwnPropertyDescriptor(process, "emitWarning");
  Object.defineProperty(process, "emitWarning", { value: () => undefined, configurable: true });
  try {
    return await import("node:sqlite");
  } catch {
    throw inputFault(
      "this Node.js reads no SQLite databases",
      "Use Node.js 22.22 or newer, or export the rows as JSON: sqlite3 -json FILE 'SELECT …'.",
    );
  } finally {
    if (before !== undefined) Object.defineProperty(process, "emitWarning", before);
  }
}

function opened(open: () => DatabaseSync, file: string): DatabaseSync {
  try {
    return open();
  } catch (error) {
    throw inputFault(`cannot open ${file}: ${reasonOf(error)}`, "Check the path and the permissions.");
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
