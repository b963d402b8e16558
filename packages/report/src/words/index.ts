export { impactWords, shapeWords, summaryOf, titleOf } from "./alert-words.ts";
export { candidateWords, isImplied } from "./candidate-words.ts";
export { counterfactualWords } from "./counterfactual-words.ts";
export { doubtHeadline, doubtReasons, refusedWords } from "./doubt-words.ts";
export { clockOf, dateOf, durationOf, momentOf } from "./moments.ts";
export { counted, grouped, listed, measured, oddsOf, percent } from "./numbers.ts";
export { oddsWords } from "./odds-words.ts";
export { signalWords, strongest } from "./signal-words.ts";
