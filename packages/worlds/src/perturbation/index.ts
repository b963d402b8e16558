export { type Logged, type Perturber, perturber } from "./perturber.ts";
export { movedTime, valueOf } from "./reading.ts";
export { type FailureShape, failureShapes, type Step, stepKinds, type Target } from "./step.ts";
