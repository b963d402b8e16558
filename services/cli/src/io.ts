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

/** Writes to standard output or error and waits where the reader is slower than we are. */
export async function write(output: CliOutput, text: string): Promise<void> {
  if (output.write(text)) return;
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
