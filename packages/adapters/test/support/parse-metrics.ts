export interface ParsedMetrics {
  /** By name and labels as they stand in the text. */
  readonly values: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, string>;
}

const sample = /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})?) (\S+)$/;

/** Parses what `/metrics` gives, strictly: throws at a line that is none of the format. */
export function parsedMetrics(text: string): ParsedMetrics {
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split("\n")) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    const value = sample.exec(line);
    if (type !== null) types.set(type[1] as string, type[2] as string);
    else if (value !== null) values.set(value[1] as string, Number(value[2]));
    else if (line !== "" && line !== "# EOF" && !line.startsWith("# HELP "))
      throw new Error(`no line of metrics: ${line}`);
  }
  return { values, types };
}
