/** What the exit status of a process means; commands have one more. */
export const exitCodes = {
  done: 0,
  /** Wrong arguments or a faulty topology, labels or configuration file. */
  usage: 2,
  /** An input could not be read. */
  input: 3,
  /** A server could not be reached, or refused us. */
  server: 4,
  /** A bug in this program, never the user's fault (EX_SOFTWARE of sysexits.h). */
  bug: 70,
  interrupted: 130,
} as const;

/**
 * Ends a process with words for the user instead of a stack trace.
 * `message` says what is wrong in one sentence, `hint` what to do about it.
 */
export class ProcessFault extends Error {
  readonly exitCode: number;
  readonly hint: string | null;

  constructor(exitCode: number, message: string, hint: string | null = null) {
    super(message);
    this.name = "ProcessFault";
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

export const usageFault = (message: string, hint: string | null = null): ProcessFault =>
  new ProcessFault(exitCodes.usage, message, hint);

export const serverFault = (message: string, hint: string | null = null): ProcessFault =>
  new ProcessFault(exitCodes.server, message, hint);

export const inputFault = (message: string, hint: string | null = null): ProcessFault =>
  new ProcessFault(exitCodes.input, message, hint);
