import { createGunzip, createZstdDecompress } from "node:zlib";

export type Packing = "gzip" | "zstd";

/**
 * Why unpacking cannot go on. `trailing`: it was unpacked to its end, and something else stands behind it. So it is with
 * `lossy-trailing`, but the last pieces are lost with it.
 */
export interface Failure {
  readonly kind: "truncated" | "damaged" | "trailing" | "lossy-trailing";
  readonly reason: string;
}

/**
 * Unpacks piece by piece; concatenated members are one stream. No more is unpacked than is asked for: a few kB may hold
 * gigabytes, and a piece or two of it are in memory at a time.
 */
export interface Inflater {
  /** What these bytes unpack to; to be read to its end before more is written. After a failure nothing more comes. */
  write(packed: Uint8Array): AsyncIterable<Uint8Array>;
  /** What is left at the end of the input; an input that ends inside a member is a failure. */
  end(): AsyncIterable<Uint8Array>;
  /**
   * Null while all is well. After a failure in `write`, what the same call had unpacked before it came to the bad byte
   * is lost with it.
   */
  failure(): Failure | null;
  /** Frees what it holds, at any time. */
  close(): void;
}

export function inflater(packing: Packing): Inflater {
  const trailing: Failure = {
    kind: "trailing",
    reason: `there are bytes after the end of the ${packing} stream`,
  };
  let member = memberInflater(packing);
  let hasTrailing = false;
  /** Bytes behind the last member, while they are too few to tell what they are. */
  let behind: Uint8Array = new Uint8Array();

  /** Node unpacks all members of a gzip file, and of a zstd file only the first. */
  async function* writeOn(packed: Uint8Array): AsyncGenerator<Uint8Array, void> {
    for (let rest = packed; rest.length > 0 && !hasTrailing;) {
      if (member.isOver()) {
        rest = behind.length === 0 ? rest : Buffer.concat([behind, rest]);
        behind = new Uint8Array();
        const next = whatFollows(packing, rest);
        if (next === "unclear") behind = new Uint8Array(rest);
        if (next === "something-else") hasTrailing = true;
        if (next !== "member") return;
        member.close();
        member = memberInflater(packing);
      }
      yield* member.write(rest);
      if (member.failure()?.kind === "trailing") {
        hasTrailing = whatFollows(packing, rest) === "something-else";
        return;
      }
      if (member.failure() !== null) return;
      rest = rest.subarray(rest.length - member.unreadBytes());
    }
  }

  return {
    write: writeOn,
    async *end() {
      hasTrailing ||= behind.some((byte) => byte !== 0);
      if (!member.isOver()) yield* member.end();
    },
    failure() {
      if (hasTrailing) return trailing;
      const failure = member.failure();
      return failure?.kind === "trailing" ? null : failure;
    },
    close: () => member.close(),
  };
}

/** RFC 8878: a frame begins with the magic number, or with that of a frame that is to be skipped (its first byte varies). */
const zstdMagics = [
  [0x28, 0xb5, 0x2f, 0xfd],
  [null, 0x2a, 0x4d, 0x18],
] as const;

/** What stands behind a member. Zeros may pad the last one: they are passed over, like nothing. */
function whatFollows(
  packing: Packing,
  bytes: Uint8Array,
): "member" | "padding" | "unclear" | "something-else" {
  if (packing === "zstd") {
    const fits = zstdMagics.some((magic) =>
      magic.every((byte, at) => byte === null || at >= bytes.length || bytes[at] === byte),
    );
    if (fits) return bytes.length < 4 ? "unclear" : "member";
  }
  return bytes.every((byte) => byte === 0) ? "padding" : "something-else";
}

/**
 * The first member is known to have its header; so what has none stands behind a member. Of zstd nothing is lost then:
 * it finds this only at the beginning of a piece.
 */
function kindOf({ code, message }: NodeJS.ErrnoException): Failure["kind"] {
  if (code === "Z_BUF_ERROR") return "truncated";
  if (message === "Unknown frame descriptor") return "trailing";
  return message === "incorrect header check" ? "lossy-trailing" : "damaged";
}

interface MemberInflater {
  write(packed: Uint8Array): AsyncIterable<Uint8Array>;
  end(): AsyncIterable<Uint8Array>;
  failure(): Failure | null;
  /** Its end was reached, or it failed. */
  isOver(): boolean;
  /** Bytes of the last `write` behind its end. */
  unreadBytes(): number;
  close(): void;
}

const outputBytes = 262_144;

function memberInflater(packing: Packing): MemberInflater {
  const options = { chunkSize: outputBytes };
  const unpacker = packing === "gzip" ? createGunzip(options) : createZstdDecompress(options);
  let failure: Failure | null = null;
  let fedBytes = 0;
  let over = false;
  let wake = (): void => {};
  unpacker.on("readable", () => wake());
  unpacker.on("error", (error: NodeJS.ErrnoException) => {
    failure = { kind: kindOf(error), reason: error.message };
  });
  unpacker.on("end", () => {
    over = true;
    wake();
  });
  unpacker.on("close", () => {
    over = true;
    wake();
  });

  /** It unpacks on only where what it has unpacked is taken away. */
  async function* unpackedBy(start: (done: () => void) => void): AsyncGenerator<Uint8Array, void> {
    if (over) return;
    let state: "busy" | "done" = "busy";
    const isDone = (): boolean => state === "done" || over;
    start(() => {
      state = "done";
      wake();
    });
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      for (let piece = take(); piece !== null; piece = take()) yield piece;
      if (isDone()) break;
      await woken;
    }
    for (let piece = take(); piece !== null; piece = take()) yield piece;
  }

  const take = (): Uint8Array | null => unpacker.read() as Uint8Array | null;

  return {
    async *write(packed) {
      fedBytes += packed.length;
      yield* unpackedBy((done) => unpacker.write(packed, () => done()));
      over ||= fedBytes > unpacker.bytesWritten;
    },
    end: () => unpackedBy(() => unpacker.end()),
    failure: () => failure,
    isOver: () => over,
    unreadBytes: () => fedBytes - unpacker.bytesWritten,
    close: () => unpacker.destroy(),
  };
}
