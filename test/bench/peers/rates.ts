import type { SteadyWorld } from "../worlds/steady-world.ts";

/**
 * The rates of each service's series, a row for each window. A series without an observation in a window keeps its last
 * rate, because these detectors know no gaps; one that never had any is at 0.
 */
export function rowsByService({
  windows,
  services,
}: Pick<SteadyWorld, "windows" | "services">): readonly (readonly (readonly number[])[])[] {
  const last = new Map<number, number>();
  const rows = services.map((): (readonly number[])[] => []);
  for (const { observations } of windows) {
    for (const { series, value, exposure } of observations) last.set(series, rateOf(value, exposure));
    services.forEach((own, service) => rows[service]!.push(own.map((series) => last.get(series) ?? 0)));
  }
  return rows;
}

const rateOf = (value: number, exposure: number): number => (exposure > 0 ? value / exposure : 0);
