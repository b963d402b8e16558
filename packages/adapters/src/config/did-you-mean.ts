import { editDistance } from "./edit-distance.ts";

/** A third of the letters may be wrong, and one in a word of two: more, and the suggestion would be a guess. */
const maxShareWrong = 1 / 3;

/** The candidate that was probably meant, letter case apart; null when none is near. Of equally near ones the first. */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  let nearest: string | null = null;
  const mostWrong = Math.max(word.length > 1 ? 1 : 0, Math.floor(word.length * maxShareWrong));
  let least = mostWrong + 1;
  for (const candidate of candidates) {
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
