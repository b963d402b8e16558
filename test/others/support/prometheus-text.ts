import { type MessagesMinute, minuteMs, type ServiceMinute } from "./messages-outage.ts";

const scrapeMs = 15_000;

/** Bounds a tenth apart, from 50 ms to over 10 minutes. */
const bounds = Array.from({ length: 100 }, (_, at) => 0.05 * 1.1 ** at);

/**
 * What a Prometheus that scrapes two instances of each service every 15 seconds, each service at its own second, would
 * hold of this: counters of requests, a histogram of delivery and a level of what is not delivered.
 */
export function prometheusText(minutes: readonly ServiceMinute[]): string {
  const services = [...new Set(minutes.map(({ service }) => service))];
  const all = services.map((service, at) => {
    return seriesOf(
      minutes.filter((minute) => minute.service === service),
      service,
      1000 * (at + 1),
    );
  });
  return [
    "# TYPE http_requests counter",
    ...all.flatMap(({ requests }) => requests),
    "# TYPE delivery_seconds histogram",
    ...all.flatMap(({ delivery }) => delivery),
    "# TYPE queue_messages_ready gauge",
    ...all.flatMap(({ ready }) => ready),
    "# EOF\n",
  ].join("\n");
}

function seriesOf(minutes: readonly ServiceMinute[], service: string, phaseMs: number) {
  const labelled = (labels: string): string => `{service="${service}",${labels}}`;
  const requests = [0, 1].flatMap((instance) => {
    const share = (count: number): number => (instance === 0 ? Math.ceil(count / 2) : Math.floor(count / 2));
    const counters = [
      ["200", (minute: ServiceMinute) => share(minute.requests) - share(minute.errors)],
      ["503", (minute: ServiceMinute) => share(minute.errors)],
    ] as const;
    return counters.flatMap(([code, countOf]) =>
      counterLines(
        `http_requests_total${labelled(`instance="${instance}",code="${code}"`)}`,
        minutes.map((minute) => ({ ts: minute.ts, count: countOf(minute) })),
        phaseMs,
      ),
    );
  });
  const messages = minutes.flatMap(({ ts, messages: told }) => (told === null ? [] : [{ ts, told }]));
  const within = (seconds: number) =>
    messages.map(({ ts, told }) => {
      return { ts, count: Math.round(told.delivered * shareWithin(seconds * 1000, told)) };
    });
  const buckets = [...bounds, Infinity].flatMap((bound) => {
    const le = bound === Infinity ? "+Inf" : bound.toFixed(4);
    return counterLines(`delivery_seconds_bucket${labelled(`le="${le}"`)}`, within(bound), phaseMs);
  });
  const delivery = [
    ...buckets,
    ...counterLines(`delivery_seconds_count${labelled('queue="all"')}`, within(Infinity), phaseMs),
  ];
  const ready = messages.flatMap(({ ts, told }) =>
    scrapesOf(ts, phaseMs).map(
      (at) => `queue_messages_ready${labelled('queue="all"')} ${told.undelivered} ${at / 1000}`,
    ),
  );
  return { requests, delivery, ready };
}

const scrapesOf = (ts: number, phaseMs: number): readonly number[] =>
  Array.from({ length: minuteMs / scrapeMs }, (_, at) => ts + phaseMs + at * scrapeMs);

/** A counter that grows evenly within each minute. */
function counterLines(
  series: string,
  minutes: readonly { readonly ts: number; readonly count: number }[],
  phaseMs: number,
): readonly string[] {
  let total = 0;
  return minutes.flatMap(({ ts, count }) => {
    const before = total;
    total += count;
    return scrapesOf(ts, phaseMs).map((at) => {
      return `${series} ${Math.floor(before + (count * (at - ts)) / minuteMs)} ${at / 1000}`;
    });
  });
}

/** The share of messages delivered within so long, of which three quantiles are known; even in between. */
function shareWithin(ms: number, { p50Ms, p95Ms, p99Ms }: MessagesMinute): number {
  const known = [
    [0, 0],
    [p50Ms, 0.5],
    [p95Ms, 0.95],
    [p99Ms, 0.99],
    [2 * p99Ms, 1],
  ] as const;
  const above = known.findIndex(([at]) => at > ms);
  if (above === -1) return 1;
  const [to, high] = known[above]!;
  const [from, low] = known[above - 1]!;
  return low + ((high - low) * (ms - from)) / (to - from);
}
