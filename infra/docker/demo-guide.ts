import { setTimeout as pause } from "node:timers/promises";

/**
 * Watches the demo of docker-compose.yml and says what a person would want to know: how far it is, what Alertmanager fires
 * and no longer fires, and at the end, in one line, where to look. It goes on telling of Alertmanager until it is stopped.
 */

interface Firing {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const alertmanager = process.env["ALERTMANAGER"] ?? "http://alertmanager:9093";
const tocsin = process.env["TOCSIN"] ?? "http://demo-tocsin:9464";
const everyMs = 200;
const progressEveryMs = 15_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The answer, or null where nobody answers. */
async function asked(url: string): Promise<Response | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    return answer.ok ? answer : null;
  } catch {
    return null;
  }
}

/** Simultaneous failures that fire now; null where Alertmanager does not answer. */
async function firing(): Promise<readonly Firing[] | null> {
  const only = encodeURIComponent('scope="simultaneous"');
  const answer = await asked(`${alertmanager}/api/v2/alerts?filter=${only}`);
  return answer === null ? null : ((await answer.json()) as readonly Firing[]);
}

/** How many messages of telemetry were taken so far. */
async function messages(): Promise<number | null> {
  const text = await (await asked(`${tocsin}/metrics`))?.text();
  if (text === undefined) return null;
  const counts = [...text.matchAll(/^tocsin_records_processed_total\{worker="intake".*\} (\d+)/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

const whereToLook = [
  "Seen: it fired in Alertmanager, and is over. Look at it:",
  "Grafana http://127.0.0.1:3000/d/outage-room-2021-10-04",
  "| the alerts `docker compose exec kafka /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server localhost:19092" +
    " --topic tocsin.incidents.v1 --from-beginning --isolation-level read_committed`",
  "| Alertmanager http://127.0.0.1:9093 | how to read an alert: docs/read-an-alert.md",
].join(" ");

say(
  "The recording is made first (a minute or two); then 15 quiet days are sent at speed, and the outage in three minutes.",
);
const known = new Map<string, number>();
let nextProgressMs = performance.now() + progressEveryMs;
let hasEnded = false;
for (;;) {
  const now = await firing();
  if (now !== null) {
    for (const { labels, annotations } of now) {
      const incident = labels["incident"] ?? "";
      if (!known.has(incident)) say(`Alertmanager fires: ${annotations["summary"] ?? incident}`);
      known.set(incident, known.get(incident) ?? performance.now());
    }
    for (const [incident, sinceMs] of known) {
      if (now.some(({ labels }) => labels["incident"] === incident)) continue;
      known.delete(incident);
      say(
        `Alertmanager fires it no longer: it was open for ${Math.round((performance.now() - sinceMs) / 1000)} s here.`,
      );
      if (!hasEnded) say(whereToLook);
      hasEnded = true;
    }
  }
  if (!hasEnded && performance.now() > nextProgressMs) {
    nextProgressMs += progressEveryMs;
    const count = await messages();
    if (count !== null && count > 0)
      say(`${Math.round(count / 1000)} thousand messages were read; there will be about 1300.`);
  }
  await pause(everyMs);
}
