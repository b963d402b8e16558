/** Real servers for vitest files; see `ways.ts` for how a machine gives them. */
export * from "./own.ts";
export { useInflux, useInflux1, useKafka, type UsedInflux, type UsedInflux1 } from "./use/use-shared.ts";
export {
  useAuthorisingKafka,
  useOwn,
  useInfluxProcess,
  useKafkaCluster,
  useSecuredKafka,
} from "./use/use-own.ts";
export { freshTopics } from "./use/fresh-topics.ts";
