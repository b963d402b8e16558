/**
 * What one row says of the monitored service.
 * `refused`: the monitor was turned away, so it does not know. `unknown`: it says itself that it does not know. `contradicted`: the row says down and success at once,
 * so nothing that this monitor says is believed.
 */
export type RowState = "up" | "down" | "refused" | "unknown" | "contradicted";

/**
 * HTTP statuses with which a working server turns a robot away: Forbidden, Method Not Allowed and Too Many Requests
 * (RFC 9110 sections 15.5.4 and 15.5.6, RFC 6585 section 4). A monitor marks them as down, but an outage looks
 * otherwise: no answer, or a status from 500 up.
 */
const refusals: ReadonlySet<number> = new Set([403, 405, 429]);

/** `httpCode` is null where the monitor wrote none; 0 means that no answer came (or that no HTTP was spoken). */
export function rowState(isUp: boolean, httpCode: number | null): RowState {
  if (isUp) return "up";
  if (httpCode === null) return "down";
  if (httpCode >= 200 && httpCode < 300) return "contradicted";
  return refusals.has(httpCode) ? "refused" : "down";
}
