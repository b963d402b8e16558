export { canonicalJson } from "./canonical-json.ts";
export type { ConfigFault, Loaded } from "./config-fault.ts";
export { configHash } from "./config-hash.ts";
export { didYouMean } from "./did-you-mean.ts";
export { faultMessage } from "./fault-message.ts";
export { loadConfiguration, loadLabels, loadMapping, loadTopology } from "./load-files.ts";
export { type Check, type FileSchema, loadYamlFile, loadYamlText } from "./load-yaml.ts";
export {
  checkConfiguration,
  type ConfigurationPlace,
  type LiveConfiguration,
  loadLiveConfiguration,
  type Origin,
} from "./live-configuration.ts";
export { inClear } from "./in-clear.ts";
export { type LiveFiles, type LiveSettings, loadLiveSettings } from "./live-settings.ts";
export { namePrefixOf, withOwnNames } from "./own-names.ts";
export { printable, printableText } from "./printable.ts";
export { printConfiguration } from "./print-configuration.ts";
export type {
  ResolvedConfiguration,
  ResolvedInflux,
  ResolvedKafka,
  ResolvedSasl,
  TokenSource,
  ResolvedTls,
} from "./resolved-configuration.ts";
export type { ResolvedAcknowledge, ResolvedNotify, ResolvedSink } from "./resolved-notify.ts";
export {
  loadTelemetryMapping,
  loadTopicFormats,
  presetHint,
  type TopicFormat,
  type TopicFormats,
} from "./topic-formats.ts";
export {
  type ReloadOutcome,
  type TopologyWatch,
  type TopologyWatchOptions,
  watchTopology,
} from "./watch-topology.ts";
export { loadSchemaSource } from "./schema-source.ts";
export type { YamlSource } from "./yaml-source.ts";
export { type KnowledgeKey, knowledgeOf } from "./knowledge.ts";
