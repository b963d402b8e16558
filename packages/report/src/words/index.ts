export { candidateWords, isImplied } from "./candidate-words.ts";
export { doubtHeadline, doubtReasons, refusedWords } from "./doubt-words.ts";
export { clockOf, dateOf, durationOf, momentOf } from "./moments.ts";
export { counted, grouped, listed, measured, oddsOf, percent } from "./numbers.ts";
export { signalWords, strongest } from "./signal-words.ts";
