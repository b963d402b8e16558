import type { KafkaCluster } from "@tocsin/adapters/kafka";

/** A stream that people or programs read. `isTTY` and `columns` are there when it is a terminal. */
export type CliOutput = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** All that a command may touch besides files: tests hand in captured streams and run it in process. */
export interface CliIo {
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  readonly stdin: NodeJS.ReadableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts; a command then tidies up and ends with `exitCodes.interrupted`. */
  readonly interrupted?: AbortSignal;
  /** Calls the listener when the user asks to read files again (SIGHUP); gives what ends that. Only `run` listens. */
  readonly onReload?: (listener: () => void) => () => void;
  /** Kafka; the brokers that the configuration names unless given. */
  readonly cluster?: KafkaCluster;
  /** There is no clock: what reaches an output depends on the input alone. */
  readonly now?: never;
}

/** What a terminal obeys, and our own: colours, the beginning of the line and the rest of it cleared, as progress does. */
const obeyed =
  /(\u001b\[(?:[0-9;]*m|K))|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text, where nothing but colours tells a terminal what to do: names and answers in it are other people's. */
const harmless = (text: string): string => text.replace(obeyed, (_found, own?: string) => own ?? "?");

/**
 * Writes to standard output or error and waits where the reader is slower than we are. What goes to a program is left as
 * it is; a terminal is told nothing that somebody else has written.
 */
export async function write(output: CliOutput, text: string): Promise<void> {
  if (output.write(output.isTTY === true ? harmless(text) : text)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      output.off("drain", done);
      output.off("close", done);
      output.off("error", done);
      resolve();
    };
    output.on("drain", done);
    output.on("close", done);
    output.on("error", done);
  });
}
