import type { Delivery } from "../../src/pipeline/delivery.ts";
import { type Log, timeOf } from "./arbitrary-logs.ts";

export const windowMs = 60_000;
export const allowedLatenessMs = 30_000;
const agreementMs = 600_000;
const reachMs = 720_000;

/** A message that is taken, and up to which clock windows were closed then; null where none was. */
export interface Taken {
  readonly delivery: Delivery;
  readonly closedMs: number | null;
}

export interface JudgedLog {
  readonly taken: readonly Taken[];
  readonly refused: readonly Delivery[];
  /** Null where no clock stands before the end. */
  readonly clockMs: number | null;
  readonly latest: ReadonlyMap<string, number>;
}

function pairOf(one: { readonly delivery: Delivery }, other: { readonly delivery: Delivery }) {
  const [oneMs, otherMs] = [timeOf(one.delivery), timeOf(other.delivery)];
  return {
    fromMs: Math.min(oneMs, otherMs),
    apartMs: Math.abs(oneMs - otherMs),
    isOne: producerOf(one.delivery) === producerOf(other.delivery),
  };
}

export function producerOf({ content }: Delivery): string {
  if (content.kind !== "reading") return "";
  const { service, source } = content.reading;
  return source === null ? service : `${service}\n${source}`;
}

/** The furthest clock of all partitions when the input ends; null where none stands. */
export interface End {
  readonly newestMs: number | null;
}

/**
 * The rule of a partition's clock with nothing kept from message to message that the rule does not name: every count and
 * every majority is worked out anew. It knows of other partitions only what `end` says; without it the log goes on.
 */
export function judgeLog(log: Log, end: End | null = null): JudgedLog {
  const taken: Taken[] = [];
  const refused: Delivery[] = [];
  let latest = new Map<string, number>();
  let waiting: { delivery: Delivery; against: number }[] = [];
  let clockMs: number | null = null;
  let closedMs: number | null = null;

  const isNear = (one: Delivery): boolean => clockMs !== null && timeOf(one) <= clockMs + reachMs;
  const forget = (): void => {
    latest = new Map([...latest].filter(([, ms]) => ms >= (clockMs as number) - agreementMs));
  };
  const majority = (): number => {
    const times = [...latest.values()].toSorted((one, other) => other - one);
    return times[Math.floor(times.length / 2)] as number;
  };
  const stepEnd = (): number =>
    (Math.floor(((clockMs as number) - allowedLatenessMs) / windowMs) + 1) * windowMs + allowedLatenessMs;

  /** Whether the clock moved to where more than half of the producers are. */
  function settle(): boolean {
    const before = clockMs;
    while (latest.size > 0 && majority() >= stepEnd()) {
      clockMs = majority();
      forget();
    }
    return clockMs !== before;
  }

  function take(delivery: Delivery): void {
    let isMoved = false;
    if (delivery.content.kind === "tick") {
      if (timeOf(delivery) > (clockMs as number)) {
        clockMs = timeOf(delivery);
        isMoved = true;
        forget();
      }
    } else {
      latest.set(producerOf(delivery), timeOf(delivery));
      isMoved = settle();
    }
    if (isMoved) pass();
    add(delivery);
  }

  function pass(): void {
    do {
      release();
      closedMs = clockMs;
    } while (settle());
  }

  function add(delivery: Delivery): void {
    taken.push({ delivery, closedMs });
    if (timeOf(delivery) < (clockMs as number) - agreementMs) return;
    const isLater = (one: Delivery): boolean => log.indexOf(delivery) > log.indexOf(one);
    waiting = waiting.map((one) => ({ ...one, against: one.against + (isLater(one.delivery) ? 1 : 0) }));
    refused.push(...waiting.filter(({ against }) => against >= 2).map((one) => one.delivery));
    waiting = waiting.filter(({ against }) => against < 2);
  }

  function release(): void {
    const ready = waiting.filter((one) => isNear(one.delivery));
    waiting = waiting.filter((one) => !isNear(one.delivery));
    for (const { delivery } of ready)
      if (delivery.content.kind !== "tick") latest.set(producerOf(delivery), timeOf(delivery));
      else if (timeOf(delivery) > (clockMs as number)) {
        clockMs = timeOf(delivery);
        forget();
      }
    for (const one of ready) add(one.delivery);
  }

  function agree(timeMs: number): void {
    const kept = waiting.map(({ delivery }) => timeOf(delivery)).filter((ms) => ms >= timeMs - agreementMs);
    const startMs = clockMs === null ? Math.min(timeMs, ...kept) : timeMs;
    closedMs = startMs;
    believe(timeMs, startMs);
    pass();
  }

  function believe(timeMs: number, startMs = timeMs): void {
    if (clockMs === null) {
      refused.push(
        ...waiting.map(({ delivery }) => delivery).filter((one) => timeOf(one) < timeMs - agreementMs),
      );
      waiting = waiting.filter(({ delivery }) => timeOf(delivery) >= timeMs - agreementMs);
    }
    clockMs = startMs;
    forget();
    release();
  }

  for (const delivery of log) {
    if (delivery.content.kind === "rejected") continue;
    if (isNear(delivery)) {
      take(delivery);
      continue;
    }
    waiting.push({ delivery, against: 0 });
    const times = waiting.map((one) => timeOf(one.delivery));
    const newest = times.at(-1) as number;
    if (clockMs === null) {
      const pairs = waiting.flatMap((one, at) => waiting.slice(at + 1).map((other) => pairOf(one, other)));
      const voices = pairs.find(({ apartMs, isOne }) => apartMs <= agreementMs && !isOne);
      const own = waiting
        .slice(0, -1)
        .filter(({ delivery: one }) => producerOf(one) === producerOf(delivery))
        .map((one) => timeOf(one.delivery))
        .filter((ms) => newest - ms <= 2 * agreementMs);
      const alone = own.length > 1 && newest - Math.min(...own) >= agreementMs;
      const closest = pairs.toSorted(
        (one, other) => one.apartMs - other.apartMs || one.fromMs - other.fromMs,
      )[0];
      if (voices !== undefined) agree(voices.fromMs);
      else if (alone) agree(Math.min(...own));
      else if (closest !== undefined && waiting.length >= 3 && closest.apartMs > agreementMs)
        agree(closest.fromMs);
      continue;
    }
    const agreeing = waiting.filter((one) => Math.abs(timeOf(one.delivery) - newest) <= agreementMs);
    const voices = new Set(agreeing.map((one) => producerOf(one.delivery)));
    const known = new Set([...latest.keys(), ...voices]).size;
    const undisturbed = waiting.filter(({ against }) => against === 0).map((one) => timeOf(one.delivery));
    if (agreeing.length >= 2 && voices.size > known / 2)
      agree(Math.min(...agreeing.map((one) => timeOf(one.delivery))));
    else if (newest - Math.min(...undisturbed) >= agreementMs) agree(Math.min(...undisturbed));
  }
  if (end !== null) {
    const first = waiting[0];
    if (clockMs === null && first !== undefined) {
      const distance = (one: Delivery): number =>
        end.newestMs === null ? timeOf(one) : Math.abs(timeOf(one) - end.newestMs);
      const best = waiting.map((one) => one.delivery).toSorted((a, b) => distance(a) - distance(b))[0];
      believe(timeOf(best as Delivery));
    }
    for (const { delivery, against } of waiting.splice(0)) {
      if (against > 0) refused.push(delivery);
      else {
        if (delivery.content.kind !== "tick") latest.set(producerOf(delivery), timeOf(delivery));
        taken.push({ delivery, closedMs });
      }
    }
  }
  return { taken, refused, clockMs, latest };
}
