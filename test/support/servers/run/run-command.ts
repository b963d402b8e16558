import { execFile } from "node:child_process";

/** What the command printed; null when it is not there, fails, or takes longer. */
export const runCommand = (
  command: string,
  args: readonly string[],
  options: { readonly timeoutMs?: number; readonly cwd?: string } = {},
): Promise<string | null> =>
  new Promise((resolve) => {
    const { timeoutMs = 20_000, cwd } = options;
    const settings = { timeout: timeoutMs, maxBuffer: 16_000_000, ...(cwd === undefined ? {} : { cwd }) };
    execFile(command, [...args], settings, (error, stdout, stderr) =>
      resolve(error === null ? `${stdout}${stderr}` : null),
    );
  });
