import { events } from "../src/observe/events.ts";
import { metricList } from "../src/observe/metric-list.ts";

/** The closed lists of event names and metrics as a Markdown page. */
export function observeReadme(): string {
  return [
    "# What Tocsin says of itself",
    "",
    "Made from `events.ts` and `metric-list.ts` by `pnpm generate`.",
    "",
    "## Log",
    "",
    "One JSON object a line: `level`, `time` (ISO 8601, UTC), `service`, `environment`, `event`, the fields of the event",
    "and, where something failed, `error` with what caused it. Passwords and tokens are never in it.",
    "",
    ...table(
      ["event", "level", "what happened"],
      Object.entries(events).map(([name, { level, meaning }]) => [`\`${name}\``, level, meaning]),
    ),
    "",
    "## Metrics",
    "",
    "`/metrics`, as OpenMetrics to those who accept it, else in the Prometheus text format; beside these, what",
    "prom-client tells of the process.",
    "",
    ...table(
      ["metric", "type", "labels", "what it counts"],
      Object.entries(metricList).map(([name, { type, labels, help }]) => [
        `\`${name}\``,
        type,
        labels.join(", "),
        help,
      ]),
    ),
    "",
    "## Health",
    "",
    "`/livez` is 200 while every worker of the process makes progress within its deadline, `/readyz` while every",
    "condition holds. Both answer 503 otherwise, and always JSON that names each check and the reason.",
    "A check may have a `note` beside it, also where it is well: what there is to know that makes nobody less ready,",
    "such as the services that a detector cannot hear yet and from when it can.",
    "",
  ].join("\n");
}

/** Columns of one width, as the formatter writes them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
