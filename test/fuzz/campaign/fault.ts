/** An input for which a parser broke what it promises. */
export interface Fault {
  /** What tells one fault from another: words, and where it was thrown. */
  readonly what: string;
  readonly input: Uint8Array;
}

/** The words without what differs from input to input, and the place in the project's code. */
export function signature(error: unknown): string {
  if (!(error instanceof Error))
    return `something that is no error was thrown: ${String(error).slice(0, 80)}`;
  const words = `${error.name}: ${error.message}`.replaceAll(/[\d.]+|"[^"]*"|'[^']*'/g, "…").slice(0, 120);
  const place = /\/((?:packages|services|test)\/[^\s:)]+):(\d+)/.exec(error.stack ?? "");
  return place === null ? words : `${words} (${place[1]}:${place[2]})`;
}
