export { annotations, countByStatus } from "./annotations.ts";
export { statuses } from "./annotated.ts";
export { Scenario } from "./scenario.ts";
export { loadScenario, readScenarioDocument } from "./load-scenario.ts";
export { scenarioServices, scenarioWorld } from "./scenario-world.ts";
export { scenarioLabels } from "./scenario-labels.ts";
export { type ProgressOutput, writeScenario } from "./write-scenario.ts";
export { fingerprint, forget, isKept, keep } from "./kept-recording.ts";
export { sourceHash } from "./source-hash.ts";
