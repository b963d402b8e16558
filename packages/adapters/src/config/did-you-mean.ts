import { editDistance } from "./edit-distance.ts";

/** A third of the letters may be wrong, and one in a word of two: more, and the suggestion would be a guess. */
const maxShareWrong = 1 / 3;

/** A longer word is no slip of the finger, and time is the square of the length. */
const longestWord = 256;

/** The candidate that was probably meant, letter case apart; null when none is near. Of equally near ones the first. */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  let nearest: string | null = null;
  const mostWrong = Math.max(word.length > 1 ? 1 : 0, Math.floor(word.length * maxShareWrong));
  let least = mostWrong + 1;
  if (word.length > longestWord) return null;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

/** ` (did you mean "…"?)`, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const nearest = didYouMean(word, candidates);
  return nearest === null ? "" : ` (did you mean ${JSON.stringify(nearest)}?)`;
}

/** So many unknown words of a file are compared with all that are known: more were not mistyped one by one. */
const mostSuggestions = 50;

/** Gives the `suggestion` for one word after another, and nothing for those that come after many. */
export function suggester(candidates: () => readonly string[]): (word: string) => string {
  let left = mostSuggestions;
  let known: readonly string[] | null = null;
  return (word) => {
    if (left === 0) return "";
    left -= 1;
    known ??= candidates();
    return suggestion(word, known);
  };
}
