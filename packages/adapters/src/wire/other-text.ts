/** The name of the format of a text that is no JSON, by the beginning of its first line; null where it is none that is known here. */
export function otherText(line: string): string | null {
  if (/^<(?:!doctype|html|\?xml|head|body)/i.test(line)) return "a web page (HTML or XML)";
  if (isLineProtocol(line)) return "InfluxDB line protocol";
  return /^# (?:HELP|TYPE) /.test(line) ? "Prometheus or OpenMetrics text" : null;
}

/** `measurement,tag=value field=1i 1633362000000000000`; tags and the time may be missing. */
const isLineProtocol = (row: string): boolean =>
  /^[^\s,={}[\]"%#]+(?:,[^\s,=]+=(?:\\.|[^\s,\\])+)* (?:[^\s,=]+=(?:"(?:\\.|[^"\\])*"|[\w.+-]+)(?:,|(?= |$)))+(?: -?\d+)?$/.test(
    row,
  );
