import { inject } from "vitest";
import { type KafkaService } from "../kafka/offer-kafka.ts";
import { type Influx1Service, type InfluxService } from "../influx/influx-services.ts";
import { type Way } from "../ways.ts";
import { describedAs, type KeptAnswer, type SharedName, type SharedServices } from "./service-names.ts";
import { beforeSuite, missing, startMs } from "./skip-all.ts";

async function kept<Name extends SharedName>(name: Name): Promise<KeptAnswer<Name>> {
  const keeper = inject("serverKeeper") as string | undefined;
  if (keeper === undefined)
    throw new Error(
      `${describedAs[name]} is for the files that vitest.config.ts lists as \`onServers\` alone`,
    );
  const response = await fetch(`${keeper}/${name}`, { signal: AbortSignal.timeout(startMs) });
  return (await response.json()) as KeptAnswer<Name>;
}

/** Waits for the service in a `beforeAll` of the current suite; the value can be read in hooks after it and in tests. */
function useShared<Name extends SharedName>(name: Name): () => SharedServices[Name] & { readonly way: Way } {
  let current: (SharedServices[Name] & { readonly way: Way }) | null = null;
  beforeSuite(async (suite) => {
    const answer = await kept(name);
    if (answer.kind === "failed") throw new Error(answer.message);
    if (answer.kind === "none") missing(suite, describedAs[name], answer.reasons);
    else current = { ...answer.service, way: answer.way };
  });
  return () => {
    if (current === null)
      throw new Error(`${name} can be read in hooks and tests, not while they are collected`);
    return current;
  };
}

/** A service of the whole run: its values can be read in tests and in hooks that stand below the call. */
export interface UsedKafka extends KafkaService {
  readonly way: Way;
}
export interface UsedInflux extends InfluxService {
  readonly way: Way;
}
export interface UsedInflux1 extends Influx1Service {
  readonly way: Way;
}

/**
 * One Apache Kafka for all test files of the run; call it at the top of a `describe` or of the file. Where no way gives
 * one, the tests around it skip, and fail in CI.
 */
export function useKafka(): UsedKafka {
  const kafka = useShared("kafka");
  return {
    get brokers() {
      return kafka().brokers;
    },
    get way() {
      return kafka().way;
    },
  };
}

/** One InfluxDB 2.x for all test files of the run; as `useKafka`. */
export function useInflux(): UsedInflux {
  const influx = useShared("influx");
  return {
    get url() {
      return influx().url;
    },
    get org() {
      return influx().org;
    },
    get token() {
      return influx().token;
    },
    get way() {
      return influx().way;
    },
  };
}

/** One InfluxDB 1.x for all test files of the run; as `useKafka`. */
export function useInflux1(): UsedInflux1 {
  const influx = useShared("influx1");
  return {
    get url() {
      return influx().url;
    },
    get way() {
      return influx().way;
    },
  };
}
