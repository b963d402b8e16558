import type { SyntheticService } from "./synthetic-world.ts";

/** What happens to some services in the windows from `from` up to but without `to`. */
export interface Disturbance {
  readonly services: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Share of requests that fail, whatever it was before. */
  readonly errorShare?: number;
  /** Factors on what is usual. */
  readonly errors?: number;
  readonly traffic?: number;
  readonly latency?: number;
  readonly reports?: number;
  readonly undeliveredShare?: number;
  /** A probe finds it down. */
  readonly down?: true;
  /** Its telemetry does not come; reports about it do. */
  readonly silent?: true;
  /** Only what this source sends is disturbed. */
  readonly source?: string;
  /** Only this operation is disturbed. */
  readonly operation?: string;
}

export interface Effect {
  readonly errorShare: number | null;
  readonly errors: number;
  readonly traffic: number;
  readonly latency: number;
  readonly reports: number;
  readonly undeliveredShare: number | null;
  readonly down: boolean;
  readonly silent: boolean;
}

const calm: Effect = {
  errorShare: null,
  errors: 1,
  traffic: 1,
  latency: 1,
  reports: 1,
  undeliveredShare: null,
  down: false,
  silent: false,
};

/** All disturbances of a service in a window, multiplied together. */
export function effectOn(
  disturbances: readonly Disturbance[],
  service: SyntheticService,
  window: number,
): Effect {
  return disturbances.reduce((effect, disturbance) => {
    const { services, from, to, source, operation } = disturbance;
    if (window < from || window >= to || !services.includes(service.name)) return effect;
    if (source !== undefined && source !== service.source) return effect;
    if (operation !== undefined && operation !== service.operation) return effect;
    return combined(effect, disturbance);
  }, calm);
}

function combined(effect: Effect, disturbance: Disturbance): Effect {
  return {
    errorShare: disturbance.errorShare ?? effect.errorShare,
    errors: effect.errors * (disturbance.errors ?? 1),
    traffic: effect.traffic * (disturbance.traffic ?? 1),
    latency: effect.latency * (disturbance.latency ?? 1),
    reports: effect.reports * (disturbance.reports ?? 1),
    undeliveredShare: disturbance.undeliveredShare ?? effect.undeliveredShare,
    down: effect.down || disturbance.down === true,
    silent: effect.silent || disturbance.silent === true,
  };
}
