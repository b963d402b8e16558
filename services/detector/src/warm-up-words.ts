import type { WarmingUp, WarmUp } from "@tocsin/core";

/** So many services are named; of more, only their number is given. */
const mostNamed = 5;

const iso = (timeMs: number): string => new Date(timeMs).toISOString();

/** What readiness says while services warm up; null when none does. */
export function warmUpNote({ warmingUp, speaking }: WarmUp): string | null {
  if (warmingUp.length === 0) return null;
  const all = warmingUp.length + speaking.length;
  const who = `${warmingUp.length} of ${all} services`;
  return `${who} warm up, and nothing can be told of them yet; they speak: ${namesWithTimes(warmingUp)}`;
}

function namesWithTimes(warmingUp: readonly WarmingUp[]): string {
  const named = warmingUp
    .slice(0, mostNamed)
    .map(({ service, speaksFrom }) =>
      speaksFrom === null ? `${service} from a time not known yet` : `${service} from ${iso(speaksFrom)}`,
    );
  return [...named, ...more(warmingUp.length)].join(", ");
}

const more = (count: number): readonly string[] => (count > mostNamed ? [`${count - mostNamed} more`] : []);

/** Fields of an event about these services. */
export const servicesField = (names: readonly string[]) => ({
  count: names.length,
  services: names.slice(0, mostNamed),
});

/** Fields of an event about these components. */
export const componentsField = (names: readonly string[]) => ({
  count: names.length,
  components: names.slice(0, mostNamed),
});

/** The earliest and the latest time from which one of them speaks; nothing where no time is known. */
export function speaksFromFields(warmingUp: readonly WarmingUp[]) {
  const times = timesOf(warmingUp);
  if (times.length === 0) return {};
  return { speaksFrom: iso(times[0]!), allSpeakFrom: iso(times.at(-1)!) };
}

/** In ascending order. */
export const timesOf = (warmingUp: readonly WarmingUp[]): readonly number[] =>
  warmingUp
    .flatMap(({ speaksFrom }) => (speaksFrom === null ? [] : [speaksFrom]))
    .sort((one, other) => one - other);
