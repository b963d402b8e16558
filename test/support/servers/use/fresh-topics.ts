import { afterAll } from "vitest";
import { type FreshTopic, type FreshTopics, makeTopics } from "../kafka/make-topics.ts";

const made: (() => Promise<void>)[] = [];

/** As `makeTopics`; the topics are deleted after the file's tests. */
export async function freshTopics<Name extends string>(
  { brokers }: { readonly brokers: readonly string[] },
  wanted: Readonly<Record<Name, number | FreshTopic>>,
): Promise<FreshTopics<Name>> {
  const topics = await makeTopics(brokers, wanted);
  made.push(() => topics.remove());
  return topics;
}

afterAll(async () => {
  await Promise.allSettled(made.splice(0).map((remove) => remove()));
});
