import type { AlertCounterfactuals, AlertData } from "@tocsin/contracts";
import { durationOf } from "./moments.ts";
import { listed } from "./numbers.ts";

type Detected = AlertCounterfactuals["withoutReports"];

/**
 * When it would have been detected with less to go by, as one sentence; null where nothing is known of it. What is not known
 * yet is left out.
 */
export function counterfactualWords(
  { counterfactuals, detectedAt }: AlertData,
  nameOf: (service: string) => string,
): string | null {
  if (counterfactuals === undefined) return null;
  const { withoutReports, withoutService, atTwiceThreshold } = counterfactuals;
  const answers = [
    { what: "without people's reports", detected: withoutReports },
    ...servicesByAnswer(withoutService, nameOf),
    { what: "with thresholds twice as high", detected: atTwiceThreshold },
  ].flatMap(({ what, detected }) =>
    detected === null ? [] : [{ what, answer: answerWords(detected, detectedAt) }],
  );
  if (answers.length === 0) return null;
  const parts = [...Map.groupBy(answers, ({ answer }) => answer)].map(
    ([answer, group]) => `${answer} ${listed(group.map(({ what }) => what))}`,
  );
  return `It would have been detected ${parts.join("; ")}.`;
}

/** Services with the same answer are told together. */
function servicesByAnswer(
  services: AlertCounterfactuals["withoutService"],
  nameOf: (service: string) => string,
): readonly { readonly what: string; readonly detected: Detected }[] {
  const byAnswer = [...Map.groupBy(services, ({ detectedAt }) => detectedAt)];
  if (byAnswer.length === 1 && services.length > 1)
    return [{ what: "without any one of its services", detected: byAnswer[0]![0] }];
  return byAnswer.map(([detected, group]) => ({
    what: `without ${group.length === 1 ? "" : "one of "}${listed(group.map(({ service }) => nameOf(service)))}`,
    detected,
  }));
}

function answerWords(detected: NonNullable<Detected>, detectedAt: string): string {
  if (detected === "not-detected") return "not in the minutes after";
  const laterMs = Date.parse(detected) - Date.parse(detectedAt);
  return laterMs === 0 ? "just as early" : `${durationOf(laterMs)} later`;
}
