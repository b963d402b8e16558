export { canonicalJson } from "./canonical-json.ts";
export type { ConfigFault, Loaded } from "./config-fault.ts";
export { configHash } from "./config-hash.ts";
export { didYouMean } from "./did-you-mean.ts";
export { loadConfiguration, loadLabels, loadMapping, loadTopology } from "./load-files.ts";
export { type Check, type FileSchema, loadYamlFile, loadYamlText } from "./load-yaml.ts";
export type { YamlSource } from "./yaml-source.ts";
