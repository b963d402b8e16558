/** What the command's exit status means, the same for every command. */
export const exitCodes = {
  done: 0,
  /** It ran, and what was to be checked is not so: `check`, `--expect`. */
  checkFailed: 1,
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

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Ends a command with words for the user instead of a stack trace.
 * `message` says what is wrong in one sentence, `hint` what to do about it.
 */
export class CliFault extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | null;

  constructor(exitCode: ExitCode, message: string, hint: string | null = null) {
    super(message);
    this.name = "CliFault";
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

export const usageFault = (message: string, hint: string | null = null): CliFault =>
  new CliFault(exitCodes.usage, message, hint);

export const serverFault = (message: string, hint: string | null = null): CliFault =>
  new CliFault(exitCodes.server, message, hint);

export const inputFault = (message: string, hint: string | null = null): CliFault =>
  new CliFault(exitCodes.input, message, hint);
