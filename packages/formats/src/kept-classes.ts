const kept: object[] = [];

/**
 * Keeps an object of a class whose objects live no longer than their message. V8 throws away what it compiled for a class
 * when a full collection of garbage finds no object of it (`node --trace-deopt` says "embedded weak objects cleared"): then
 * the next messages are read several times as slowly, until it is compiled anew. The numbers of the object are to be fractions where
 * those of others may be, for V8 keeps numbers that are whole in another way.
 */
export function keepClass(example: object): void {
  kept.push(example);
}

/** A number that is kept as numbers with fractions are. */
export const anyNumber = 0.5;
