import { type KafkaService } from "../kafka/offer-kafka.ts";
import { type Influx1Service, type InfluxService } from "../influx/influx-services.ts";
import { type Way } from "../ways.ts";

/** The services that all test files of a run share. */
export interface SharedServices {
  readonly kafka: KafkaService;
  readonly influx: InfluxService;
  readonly influx1: Influx1Service;
}
export type SharedName = keyof SharedServices;

export const describedAs: Readonly<Record<SharedName, string>> = {
  kafka: "Apache Kafka",
  influx: "InfluxDB 2.x",
  influx1: "InfluxDB 1.x",
};

/** What the keeper answers. */
export type KeptAnswer<Name extends SharedName> =
  | { readonly kind: "found"; readonly way: Way; readonly service: SharedServices[Name] }
  | { readonly kind: "none"; readonly reasons: string }
  | { readonly kind: "failed"; readonly message: string };
