/** What is known of a JSON value that is neither a recording line nor telemetry of ours. */
type Fields = Readonly<Record<string, unknown>>;

/** The name of the format that a JSON value is in; null where it is none that is known here. */
export function otherFormat(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Fields;
  if (otlpRoots.some((name) => Array.isArray(fields[name]))) return "OpenTelemetry (OTLP JSON)";
  if (isPrometheus(fields)) return "a Prometheus query result";
  if (isTelegraf(fields)) return "Telegraf JSON";
  return null;
}

const otlpRoots = ["resourceMetrics", "resourceLogs", "resourceSpans"];

function isPrometheus({ status, data }: Fields): boolean {
  return (
    (status === "success" || status === "error") &&
    typeof data === "object" &&
    data !== null &&
    "resultType" in data
  );
}

function isTelegraf(fields: Fields): boolean {
  const { metrics } = fields;
  const one = Array.isArray(metrics) ? (metrics[0] as Fields | null) : fields;
  if (typeof one !== "object" || one === null) return false;
  return (
    typeof one["name"] === "string" &&
    typeof one["fields"] === "object" &&
    one["fields"] !== null &&
    "timestamp" in one
  );
}

/** Which kind of `tocsin import` reads a format from a file. */
const importKinds: Readonly<Record<string, string>> = {
  "OpenTelemetry (OTLP JSON)": "otlp",
  "a Prometheus query result": "prometheus",
  "Prometheus or OpenMetrics text": "openmetrics",
  "InfluxDB line protocol": "influx",
  "Telegraf JSON": "telegraf",
};

/** What to do with a file or a message of another format. */
export function howToRead(format: string): string {
  const kind = importKinds[format];
  return kind === undefined
    ? "turn it into one JSON telemetry reading a line"
    : `tocsin import ${kind} makes a recording of a file of it`;
}
