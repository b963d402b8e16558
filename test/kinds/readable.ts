import type { AlertEvent } from "@tocsin/core";
import type { Told } from "./told.ts";

const width = 100;

/** What happens in a world, and what its first and its last alert say of it, to be read aloud. */
export function readable(number: number, { kind, first, last }: Told): string {
  return [
    `${number}. ${kind.name}`,
    ...wrapped(`(${kind.happens})`, 3),
    ...alertLines("first", first),
    ...(last === null ? [] : alertLines("last", last)),
    "\n",
  ].join("\n");
}

function alertLines(which: string, { time, data }: AlertEvent): readonly string[] {
  const { severity, title = "(no title)", summary = "(no summary)" } = data;
  return [
    "",
    ...wrapped(`${which}, ${time.slice(11, 16)}, ${severity}: ${title}`, 3),
    ...wrapped(summary, 6),
  ];
}

/** Lines of at most a hundred characters, each indented, broken at spaces. */
function wrapped(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => `${" ".repeat(indent)}${one}`);
}
