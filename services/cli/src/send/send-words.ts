import { counted, grouped } from "@tocsin/report/words";
import type { SendTally } from "./run-send.ts";
import type { SenderTally } from "./telemetry-sender.ts";

/** What was sent, in a line or two. */
export function summaryText(
  { sent, rejectedByCode }: SendTally,
  { ticks, recordedTicks }: SenderTally,
  seconds: number,
): string {
  const rate = grouped(Math.round(sent / Math.max(seconds, 0.001)));
  const left = recordedTicks === 0 ? "" : ` (in place of ${grouped(recordedTicks)} recorded ones)`;
  const first = `Sent ${counted(sent, "message")} and ${counted(ticks, "tick")}${left} in ${seconds.toFixed(1)} s (${rate} messages/s).\n`;
  const refused = [...rejectedByCode].toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (refused.length === 0) return first;
  const codes = refused.map(([code, count]) => `${code} ${grouped(count)}`).join(", ");
  return `${first}Not sent: ${codes}.\n`;
}

/** Why the result may not be what was hoped for. */
export function warningLines(
  { failed, sent, readAgain }: SendTally,
  { readings, disordered }: SenderTally,
): readonly string[] {
  return [
    ...failed.map(({ file, reason }) => `cannot read ${file}: ${reason}. What could be read was sent`),
    ...(readAgain === 0
      ? []
      : [
          `${counted(readAgain, "line was", "lines were")} read again, and not sent a second time: the same partition and offset stood earlier in the recording`,
        ]),
    ...(readings > 0
      ? []
      : [
          `no reading in the input could be used, so time did not pass: ${counted(sent, "message")} sent, no tick`,
        ]),
    ...(disordered === 0
      ? []
      : [
          `${counted(disordered, "message")} stood more than the allowed lateness behind newer ones, and may count as late: sort the recording by ts`,
        ]),
  ];
}
