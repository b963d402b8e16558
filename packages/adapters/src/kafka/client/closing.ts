/** Resolves when the promise settles in whatever way, or after `graceMs`. Never rejects. */
export async function settled(promise: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  const quiet = promise.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([quiet, grace]);
  clearTimeout(timer);
}
