/** InfluxDB 2.x, set up. */
export interface InfluxService {
  readonly url: string;
  readonly org: string;
  readonly token: string;
}

/** InfluxDB 1.x, which asks for no password here. */
export interface Influx1Service {
  readonly url: string;
}

export const influxOrg = "tocsin";
export const influxToken = "tocsin-test-token";

const answerMs = 3000;

/** Both versions answer `/ping` with 204 once they serve. */
export async function answersPing(url: string): Promise<boolean> {
  const response = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(answerMs) });
  return response.status === 204;
}

/** Makes the first user, organisation, bucket and token; does nothing to a server that has them. */
export async function setUpInflux(url: string): Promise<void> {
  const asked = await fetch(`${url}/api/v2/setup`, { signal: AbortSignal.timeout(answerMs) });
  const { allowed } = (await asked.json()) as { readonly allowed: boolean };
  if (!allowed) return;
  const body = JSON.stringify({
    username: "tocsin",
    password: "tocsin-test-password",
    org: influxOrg,
    bucket: "tocsin",
    token: influxToken,
    retentionPeriodSeconds: 0,
  });
  const made = await fetch(`${url}/api/v2/setup`, { method: "POST", body });
  if (!made.ok) throw new Error(`InfluxDB at ${url} refused its set-up: ${await made.text()}`);
}
