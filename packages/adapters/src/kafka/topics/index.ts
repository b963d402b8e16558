export { applyPlan } from "./apply.ts";
export { timeOf, timeText } from "./amounts.ts";
export { checkTopics, type TopicFault } from "./check-topics.ts";
export {
  changeWords,
  type PlanRequest,
  type PlanStep,
  planTopics,
  type SettingChange,
  settingText,
  type TopicPlan,
} from "./plan.ts";
export { retentionWarnings } from "./retention-warnings.ts";
export { rolesOfWorker, telemetryRoles, type TopicRole, topicRoles } from "./roles.ts";
export { loadTopicsFile, type TopicsFile } from "./topics-file.ts";
export type { WantedTopic } from "./wanted-topics.ts";
