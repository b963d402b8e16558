import { createGunzip } from "node:zlib";

/** Unpacks gzip piece by piece; concatenated members are one stream. */
export interface Inflater {
  /** What these bytes unpack to. After a failure nothing more comes. */
  write(packed: Uint8Array): Promise<readonly Uint8Array[]>;
  /** What is left at the end of the input; an input that ends inside a member is a failure. */
  end(): Promise<readonly Uint8Array[]>;
  /**
   * Why it cannot go on; null while all is well. After a failure in `write`, what the same call had unpacked before it
   * came to the bad byte is lost with it.
   */
  failure(): { readonly truncated: boolean; readonly reason: string } | null;
}

const outputBytes = 262_144;

export function inflater(): Inflater {
  const gunzip = createGunzip({ chunkSize: outputBytes });
  let unpacked: Uint8Array[] = [];
  let failure: { truncated: boolean; reason: string } | null = null;
  let fedBytes = 0;
  let over = false;
  let wake = (): void => {};
  gunzip.on("data", (bytes: Uint8Array) => unpacked.push(bytes));
  gunzip.on("error", (error: NodeJS.ErrnoException) => {
    failure = { truncated: error.code === "Z_BUF_ERROR", reason: error.message };
  });
  gunzip.on("close", () => {
    over = true;
    wake();
  });

  async function settled(start: (done: () => void) => void): Promise<readonly Uint8Array[]> {
    if (!over) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        start(resolve);
      });
    }
    const taken = unpacked;
    unpacked = [];
    return taken;
  }

  /** Zeros may pad the last member. Anything else behind them was not looked at. */
  function findLeftOver(packed: Uint8Array): void {
    const unreadBytes = Math.min(fedBytes - gunzip.bytesWritten, packed.length);
    if (failure !== null || packed.subarray(packed.length - unreadBytes).every((byte) => byte === 0)) return;
    failure = { truncated: true, reason: "there are bytes after the end of the gzip stream" };
  }

  return {
    async write(packed) {
      fedBytes += packed.length;
      const pieces = await settled((done) => gunzip.write(packed, () => done()));
      findLeftOver(packed);
      return pieces;
    },
    end: () => settled(() => gunzip.end()),
    failure: () => failure,
  };
}
