/** What a README tells whoever has just come to type, and what they then read. */
export interface FirstCommand {
  readonly command: string;
  /** The same program asked for its installation alone. */
  readonly install: string;
  /** The first line of what it prints, by the README. */
  readonly verdict: string;
}

/** Taken from the first shell block and the first block of text: what is measured is what is promised. */
export function firstCommandOf(readme: string): FirstCommand {
  const command = firstLineOfBlock(readme, "sh");
  return {
    command,
    install: command.replace(/\S+$/, "install"),
    verdict: firstLineOfBlock(readme, "text"),
  };
}

function firstLineOfBlock(readme: string, language: string): string {
  const line = new RegExp(`^\`\`\`${language}\\n(.+)$`, "m").exec(readme)?.[1]?.trim();
  if (line === undefined) throw new Error(`the README has no block of ${language}`);
  return line;
}
