export interface CommandIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const exitCodes = { done: 0, broken: 1, usage: 2 } as const;

/** A command that measures something: what `pnpm bench` and its sisters have in common. */
export interface MeasuringCommand<Options, Io extends CommandIo> {
  /** As `pnpm` knows it. */
  readonly name: string;
  readonly help: string;
  /** Reads the command line. Throws an Error with a sentence for the user. */
  readonly read: (argv: readonly string[]) => Options | "help";
  readonly measure: (options: Options, io: Io) => Promise<void>;
}

/** Runs it and resolves with its exit code; what goes wrong is told in a sentence. */
export async function measuringCommand<Options, Io extends CommandIo>(
  { name, help, read, measure }: MeasuringCommand<Options, Io>,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const complaint = (error: unknown): string =>
    `${name}: ${error instanceof Error ? error.message : String(error)}\n`;
  let options: Options | "help";
  try {
    options = read(argv);
  } catch (error) {
    io.stderr.write(`${complaint(error)}\`pnpm ${name} --help\` shows how it is used.\n`);
    return exitCodes.usage;
  }
  if (options === "help") {
    io.stdout.write(help);
    return exitCodes.done;
  }
  try {
    await measure(options, io);
    return exitCodes.done;
  } catch (error) {
    io.stderr.write(complaint(error));
    return exitCodes.broken;
  }
}
