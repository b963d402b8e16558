type Tags = Readonly<Record<string, string>>;

/** The tag sets of evidence. A series gets the same object with every window, so that it is written out only once. */
export interface EvidenceTags {
  readonly ofSignal: (unit: string, signal: string, source: string | null) => Tags;
  readonly ofUnit: (unit: string) => Tags;
  readonly ofComponent: (component: string) => Tags;
  readonly ofWorld: Tags;
}

/** So many tag sets are remembered; with more, all are forgotten and made anew, which changes nothing but the speed. */
const remembered = 200_000;

export function evidenceTags(environment: string): EvidenceTags {
  const ofUnits = memory();
  const ofSignals = memory();
  const ofComponents = memory();
  return {
    ofWorld: { environment },
    ofUnit: (unit) => ofUnits(unit, () => ({ environment, ...unitTags(unit) })),
    ofComponent: (component) => ofComponents(component, () => ({ environment, component })),
    ofSignal: (unit, signal, source) =>
      // With the length, no two series have the same key, whatever their names hold.
      ofSignals(`${signal} ${unit.length} ${unit} ${source ?? ""}`, () => ({
        environment,
        ...unitTags(unit),
        signal,
        ...(source === null ? {} : { source }),
      })),
  };
}

function memory(): (key: string, make: () => Tags) => Tags {
  const known = new Map<string, Tags>();
  return (key, make) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= remembered) known.clear();
    const made = make();
    known.set(key, made);
    return made;
  };
}

/** The tags of a unit: `service`, or `service/operation`. */
function unitTags(unit: string): Tags {
  const slash = unit.indexOf("/");
  if (slash === -1) return { service: unit };
  return { service: unit.slice(0, slash), operation: unit.slice(slash + 1) };
}
