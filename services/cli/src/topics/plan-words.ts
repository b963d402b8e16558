import { changeWords, type PlanStep, settingText, type TopicPlan } from "@tocsin/adapters/kafka";
import { counted } from "@tocsin/report/words";

/** A step on one line: what is, or would be, done. */
export function stepLine(step: PlanStep): string {
  if (step.kind === "create") {
    const { topic, partitions, replicationFactor, config } = step.wanted;
    const size = `${counted(partitions, "partition")}, ${counted(replicationFactor, "copy", "copies")}`;
    return `create          ${topic}: ${size}; ${settingsText(config)}`;
  }
  if (step.kind === "add-partitions") {
    return `add partitions  ${step.topic}: ${step.from} -> ${step.to}`;
  }
  if (step.kind === "alter") {
    return `change          ${step.topic}: ${step.changes.map(changeWords).join(", ")}`;
  }
  return `not done        ${step.topic}: ${step.what}: ${step.why}`;
}

const settingsText = (config: Readonly<Record<string, string>>): string =>
  Object.entries(config)
    .map(([name, value]) => `${name} ${settingText(name, value)}`)
    .join(", ");

/** What a plan comes to. */
export function planSummary({ wanted, steps }: TopicPlan): string {
  const left = steps.filter(({ kind }) => kind === "cannot").length;
  const done = steps.length - left;
  if (steps.length === 0) return `All ${wanted.length} topics are as they shall be.`;
  const changes =
    done === 0 ? "Nothing to change" : `${counted(done, "change")} to make: tocsin topics apply`;
  return left === 0 ? `${changes}.` : `${changes}; ${counted(left, "difference")} that it leaves as it is.`;
}
