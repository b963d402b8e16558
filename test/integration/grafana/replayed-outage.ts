import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topicNames } from "@tocsin/contracts";
import { writeSmallOutage } from "../../../services/cli/test/support/small-outage.ts";
import { replayInto } from "../../support/replay-into.ts";

/** Reports of the small outage come from a witness, so that the room has one to choose. */
function withWitness(line: string): string {
  return line.includes(`"topic":"${topicNames.reportVolume}"`)
    ? line.replace(String.raw`\"ts\":`, String.raw`\"source\":\"web\",\"ts\":`)
    : line;
}

const linked = `environment: default
links:
  runbook: https://wiki.example/runbooks?service={service}
  replay: https://recordings.example/{environment}/{incident}
`;

/**
 * The points that a replay of the small outage writes, as line protocol, and with them what only the recorder knows:
 * the lag of each window.
 */
export async function pointsOfTheOutage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-grafana-"));
  try {
    const { recording, topology, lines } = writeSmallOutage(folder);
    writeFileSync(recording, `${lines.map(withWitness).join("\n")}\n`);
    const configuration = join(folder, "tocsin.yaml");
    writeFileSync(configuration, linked);
    const options = ["--topology", topology, "--config", configuration];
    const replayed = await replayInto(join(folder, "out"), recording, ...options);
    const points = replayed.points();
    return `${[...points, ...lagsOf(points)].join("\n")}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes line protocol with nanosecond timestamps by the way that 1.x and 2.x both have. */
export async function writeLines(
  influx: { readonly url: string; readonly token?: string },
  database: string,
  lines: string,
): Promise<void> {
  const query = new URLSearchParams({ db: database, precision: "ns" }).toString();
  const response = await fetch(`${influx.url}/write?${query}`, {
    method: "POST",
    headers: { authorization: `Token ${influx.token ?? ""}` },
    body: lines,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

const lagsOf = (points: readonly string[]): readonly string[] =>
  points
    .filter((line) => line.startsWith("pipeline,"))
    .map((line) => `pipeline,environment=default lag_ms=31000i ${line.slice(line.lastIndexOf(" ") + 1)}`);
