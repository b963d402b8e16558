import { formatIso } from "../time/format-iso.ts";
import type { AlertData, AlertEvent } from "./event.ts";
import { alertWords } from "./words/index.ts";

/**
 * The last event of an open incident that nobody remembers any more, taken back: one revision on, and all else as it was
 * told last. `by`: who takes it back, and when
 * that is known, epoch ms.
 */
export function takenBack(
  event: AlertEvent,
  by: { readonly timeMs: number } & Pick<AlertData, "detectorVersion" | "configHash">,
): AlertEvent {
  const revision = event.data.revision + 1;
  const data: AlertData = {
    ...event.data,
    revision,
    status: "retracted",
    reason: "memory-lost",
    detectorVersion: by.detectorVersion,
    configHash: by.configHash,
  };
  return {
    ...event,
    id: `${data.incident}:${revision}`,
    type: "tocsin.incident.retracted.v1",
    time: formatIso(by.timeMs),
    // Of what is taken back no component is told, so none needs a name.
    data: { ...data, ...alertWords(data, null) },
  };
}
