import type { Headers } from "@influxdata/influxdb-client";
import { PingAPI } from "@influxdata/influxdb-client-apis";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { asked, baseUrl } from "./client.ts";
import { InfluxFault } from "./influx-fault.ts";
import { writeLines } from "./write-lines.ts";

export type InfluxCheck =
  | { readonly kind: "ready" }
  /** `message` is one line that says what is wrong and what mends it. `unreachable` may pass by itself. */
  | {
      readonly kind: "unreachable" | "refused" | "missing" | "wrong-version" | "failed";
      readonly message: string;
    };

/**
 * Whether the recorder could write: the server answers and is of the configured version, the credentials hold, the
 * bucket is there. Writes nothing: it sends a comment, for which a server wants the same rights as for points.
 */
export async function checkInflux(configuration: InfluxConfiguration): Promise<InfluxCheck> {
  try {
    const version = await versionOf(configuration);
    const mismatch = versionMismatch(configuration, version);
    if (mismatch !== null) return { kind: "wrong-version", message: mismatch };
    await writeLines(configuration, ["# may I write?"]);
    return { kind: "ready" };
  } catch (error) {
    if (error instanceof InfluxFault) return explained(configuration, error);
    throw error;
  }
}

async function versionOf(configuration: InfluxConfiguration): Promise<string> {
  let version = "";
  const responseStarted = (headers: Headers): void => {
    version = String(headers["x-influxdb-version"] ?? "");
  };
  await asked(configuration, async (client) => await new PingAPI(client).getPing({}, { responseStarted }));
  return version;
}

/** From 1.8 on, 1.x has the write path of 2.x too, so that either setting may work there. */
function versionMismatch({ api, url }: InfluxConfiguration, version: string): string | null {
  if (api === "v2" && /^v?1\.[0-7]\./.test(version)) {
    return `InfluxDB at ${url} is ${version}, which has no v2 API; set influx.api to v1`;
  }
  return null;
}

function explained(configuration: InfluxConfiguration, fault: InfluxFault): InfluxCheck {
  const [where, said] = [`InfluxDB at ${baseUrl(configuration)}`, fault.message];
  switch (fault.kind) {
    case "unavailable":
      return { kind: "unreachable", message: `${where} cannot be used now: ${said}; check influx.url` };
    case "refused":
      return {
        kind: "refused",
        message: `${where} refuses the ${credentials(configuration)}, which needs the right to write there: ${said}`,
      };
    case "missing":
      return { kind: "missing", message: `${where}: ${said}; make it with: tocsin influx setup` };
    case "rejected":
      return { kind: "failed", message: `${where} does not take points: ${said}` };
  }
}

const credentials = ({ api, org, bucket, database }: InfluxConfiguration): string =>
  api === "v2"
    ? `token (influx.token or influx.tokenFile) for bucket ${bucket} of ${org}`
    : `user or password (influx.username, influx.password) for database ${database}`;
