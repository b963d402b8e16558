import { Writable } from "node:stream";
import type { CliOutput } from "../../src/io.ts";

/** An output that keeps what is written; `columns` makes it a terminal. */
export function captured(columns?: number): CliOutput & { readonly text: () => string } {
  let text = "";
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString("utf8");
      done();
    },
  });
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  return Object.assign(stream, terminal, { text: () => text });
}
