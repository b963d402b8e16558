import { open } from "node:fs/promises";

/** The first `count` lines of a file, as many as there are, without those that `skip` counts. */
export async function firstLines(path: string, skip: number, count: number): Promise<readonly string[]> {
  const file = await open(path);
  const lines: string[] = [];
  let number = 0;
  for await (const line of file.readLines()) {
    number += 1;
    if (number > skip) lines.push(line);
    if (lines.length === count) break;
  }
  await file.close();
  return lines;
}
