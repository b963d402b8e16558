/** What happens to some services in the minutes from `from` up to but without `to`. Factors are on what is usual. */
export interface Influence {
  readonly services: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly traffic?: number;
  readonly errors?: number;
  /** Share of requests that fail, whatever it was before. */
  readonly errorShare?: number;
  readonly undelivered?: number;
  readonly undeliveredShare?: number;
  readonly latency?: number;
  readonly reports?: number;
  /** Minutes over which the factors on errors, undelivered messages, latency and reports grow to their full size. */
  readonly rampMinutes?: number;
  /** A probe finds it down. */
  readonly down?: true;
  /** Its own telemetry does not come; reports about it do. */
  readonly silent?: true;
  /** Its telemetry arrives so much later. */
  readonly lateMs?: number;
  /** Its clock is so far ahead. */
  readonly skewMs?: number;
}

/** All influences on a service in one minute, together. */
export interface Effect {
  traffic: number;
  errors: number;
  errorShare: number | null;
  undelivered: number;
  undeliveredShare: number | null;
  latency: number;
  reports: number;
  down: boolean;
  silent: boolean;
  lateMs: number;
  skewMs: number;
}

const calm = (): Effect => ({
  traffic: 1,
  errors: 1,
  errorShare: null,
  undelivered: 1,
  undeliveredShare: null,
  latency: 1,
  reports: 1,
  down: false,
  silent: false,
  lateMs: 0,
  skewMs: 0,
});

/** Influences by service and hour, so that a minute looks at few of them. */
export type Influences = ReadonlyMap<string, ReadonlyMap<number, readonly Influence[]>>;

const hourOf = (minute: number): number => Math.floor(minute / 60);

export function influencesByHour(list: readonly Influence[]): Influences {
  const byService = new Map<string, Map<number, Influence[]>>();
  for (const influence of list)
    for (const service of influence.services) {
      const hours = byService.get(service) ?? new Map<number, Influence[]>();
      byService.set(service, hours);
      for (let hour = hourOf(influence.from); hour <= hourOf(influence.to - 1); hour += 1)
        hours.set(hour, [...(hours.get(hour) ?? []), influence]);
    }
  return byService;
}

const nobody: Readonly<Effect> = calm();

/** Factors multiply, of shares the last counts. */
export function effectOn(influences: Influences, service: string, minute: number): Readonly<Effect> {
  const near = influences.get(service)?.get(hourOf(minute));
  if (near === undefined) return nobody;
  const effect = calm();
  for (const influence of near)
    if (influence.from <= minute && minute < influence.to) add(effect, influence, minute);
  return effect;
}

function add(effect: Effect, influence: Influence, minute: number): void {
  const ramp = influence.rampMinutes ?? 0;
  const share = ramp === 0 ? 1 : Math.min(1, (minute - influence.from + 1) / ramp);
  const grown = (factor: number | undefined): number => 1 + ((factor ?? 1) - 1) * share;
  effect.traffic *= influence.traffic ?? 1;
  effect.errors *= grown(influence.errors);
  effect.errorShare = influence.errorShare ?? effect.errorShare;
  effect.undelivered *= grown(influence.undelivered);
  effect.undeliveredShare = influence.undeliveredShare ?? effect.undeliveredShare;
  effect.latency *= grown(influence.latency);
  effect.reports *= grown(influence.reports);
  effect.down ||= influence.down === true;
  effect.silent ||= influence.silent === true;
  effect.lateMs = Math.max(effect.lateMs, influence.lateMs ?? 0);
  effect.skewMs += influence.skewMs ?? 0;
}
