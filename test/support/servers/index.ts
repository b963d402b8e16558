export {
  useInflux,
  useInflux1,
  useKafka,
  type UsedInflux,
  type UsedInflux1,
  type UsedKafka,
} from "./use/use-shared.ts";
export {
  freshTopics,
  type FreshTopic,
  type FreshTopics,
  makeTopics,
  removeTopics,
  uniquePrefix,
} from "./use/fresh-topics.ts";
export { freshBucket, freshDatabase, type FreshStore } from "./use/fresh-bucket.ts";
export { awaitCondition, type ConditionWait } from "./run/await-condition.ts";
