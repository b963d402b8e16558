import type { Command } from "../../arguments/command.ts";
import { runStatus } from "../run-status.ts";
import { gatus } from "./gatus.ts";
import type { StatusKind } from "./status-kind.ts";
import { statusOptions } from "./status-options.ts";
import { upptime } from "./upptime.ts";
import { uptimeKuma } from "./uptime-kuma.ts";

interface MonitorWords {
  readonly kind: StatusKind;
  readonly summary: string;
  readonly positionals: string;
  readonly reads: readonly string[];
  readonly example: string;
  readonly does: string;
}

const held =
  "One probe is written for each service and cadence: failed if the service was down at any moment of the interval. A service that was not heard of for longer than --hold gives no probe, so that the observer falls silent instead of the service failing. Nor does a check that was turned away (HTTP 403, 405 or 429).";

const monitors: readonly MonitorWords[] = [
  {
    kind: upptime,
    summary: "the history of an Upptime repository, from a git clone",
    positionals: "CLONE…",
    reads: [
      "Reads the commits of the files in history/ of a clone (git clone https://github.com/OWNER/REPOSITORY), by git itself; a bare clone will do. Upptime commits when a state changes and about once a day, so a state is held for two days. A site that is degraded answers, and is up.",
      "Sites have the names of the newest summary; the observer is the folder. A row that says down with an HTTP status of success contradicts itself: until the site has had one that does not, nothing that the monitor says is believed.",
    ],
    example: "status-page",
    does: "all sites that the clone watches, with all their past",
  },
  {
    kind: uptimeKuma,
    summary: "the checks of Uptime Kuma, from its database",
    positionals: "FILE…",
    reads: [
      "Reads the heartbeats in kuma.db of Uptime Kuma 1 and 2 (in its data folder; copy kuma.db-wal along, or stop Kuma first). The database is opened for reading alone. Kuma on MariaDB: give its rows as a JSON list of objects with monitor, time (UTC), status and msg, as sqlite3 -json prints them too:",
      "SELECT m.name AS monitor, h.time, h.status, h.msg FROM heartbeat h JOIN monitor m ON m.id = h.monitor_id WHERE m.type <> 'group' ORDER BY h.monitor_id, h.time",
      "Pending and maintenance are neither up nor down. Of checks that are more than a day old Kuma 2 keeps the changes alone: --hold 30d believes a state until it changes. A backup has no checks in it, and a status page only the last ones: both are refused. What Prometheus scraped of Kuma is for tocsin import prometheus --preset probes.",
    ],
    example: "kuma.db",
    does: "every monitor is a service",
  },
  {
    kind: gatus,
    summary: "the results of Gatus, from its SQLite database or its API",
    positionals: "FILE…",
    reads: [
      "Reads the file of storage.path where storage.type is sqlite, or what /api/v1/endpoints/statuses?pageSize=100 answered, several pages as several files. Gatus keeps 100 results of an endpoint unless storage.maximum-number-of-results says more, and that is too little of a past for a verdict; events tell of the time before, and are believed for as long as --hold says.",
      "Endpoints keep their names; where several groups have the same, the group stands before it. What Prometheus scraped of Gatus is for tocsin import prometheus --preset probes.",
    ],
    example: "gatus.db",
    does: "every endpoint is a service",
  },
];

/** `tocsin import upptime`, `uptime-kuma` and `gatus`: what `status-csv` does, with other readers. */
export const monitorCommands: readonly Command[] = monitors.map(
  ({ kind, summary, positionals, reads, example, does }) => ({
    name: `import ${kind.name}`,
    summary,
    usage: `${positionals} [--mapping FILE] [--cadence TIME] [--hold TIME] [--out FILE] [--rejects FILE] [--quiet]`,
    description: [
      ...reads,
      held,
      "The mapping is that of tocsin import status-csv: rules {monitor, service, as, source} or {monitor, service, ignore: true} say which rows are which service, so that several monitors of one service become its witnesses.",
    ],
    positionals,
    options: statusOptions(kind),
    examples: [
      { run: `tocsin import ${kind.name} ${example} -o history.jsonl.gz`, does },
      {
        run: `tocsin import ${kind.name} ${example} --cadence 5m | tocsin replay - --topology topology.yaml`,
        does: "import and detect in one go; windowMs of the configuration should be the cadence",
      },
    ],
    run: (parsed, io) => runStatus(kind, parsed, io),
  }),
);
