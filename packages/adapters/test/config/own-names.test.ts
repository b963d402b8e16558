import { Configuration, topicNames } from "@tocsin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkConfiguration, loadConfiguration, withOwnNames } from "../../src/config/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const named = (written: object): Configuration => Configuration.parse(withOwnNames(written));
const { errorRate, deliveryLatency, reportVolume } = topicNames;
const inputs: readonly string[] = [errorRate, deliveryLatency, reportVolume];

const namesOf = ({ topics, kafka }: Configuration): readonly string[] => [
  ...Object.values(topics).filter((topic) => !inputs.includes(topic)),
  kafka.namePrefix,
  kafka.clientId,
];

describe("the names of an installation", () => {
  test.each([{}, { environment: "default" }, { environment: "production", kafka: { namePrefix: "tocsin" } }])(
    "are those of version 0.2.0 with %j",
    (written) => {
      expect(named(written)).toMatchObject({
        topics: topicNames,
        kafka: { namePrefix: "tocsin", clientId: "tocsin" },
      });
    },
  );

  test("follow from the environment, and the telemetry topics stay what they are", () => {
    expect(named({ environment: "staging" })).toMatchObject({
      topics: {
        errorRate,
        deliveryLatency,
        reportVolume,
        windows: "tocsin.staging.windows.v1",
        evidence: "tocsin.staging.evidence.v1",
        incidents: "tocsin.staging.incidents.v1",
        deadLetters: "tocsin.staging.dead-letters.v1",
        commands: "tocsin.staging.commands.v1",
        intakeState: "tocsin.staging.intake-state.v1",
        detectorState: "tocsin.staging.detector-state.v1",
        acknowledgements: "tocsin.staging.acknowledgements.v1",
        notifierState: "tocsin.staging.notifier-state.v1",
      },
      kafka: { namePrefix: "tocsin.staging", clientId: "tocsin.staging" },
    });
  });

  test("follow from the prefix where it is written, and what is written itself comes first", () => {
    const written = { kafka: { namePrefix: "acme", clientId: "us" }, topics: { windows: "frames" } };
    expect(named({ environment: "staging", ...written })).toMatchObject({
      topics: { windows: "frames", evidence: "acme.evidence.v1" },
      kafka: { namePrefix: "acme", clientId: "us" },
    });
  });

  test("have none in common between any two environments", () => {
    const environment = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/);
    fc.assert(
      fc.property(environment, environment, (one, other) => {
        fc.pre(one !== other);
        const [ofOne, ofOther] = [one, other].map((name) => namesOf(named({ environment: name })));
        expect(ofOne!.filter((name) => ofOther!.includes(name))).toEqual([]);
      }),
    );
  });

  test("are the same by file and by variable, for workers and for replays", async () => {
    const empty = folder.write("empty.yaml", "{}\n");
    const file = folder.write("staging.yaml", "environment: staging\n");
    const [byFile, byVariable, ofReplay] = [
      await checkConfiguration({ file, env: {} }),
      await checkConfiguration({ file: empty, env: { TOCSIN_ENVIRONMENT: "staging" } }),
      await loadConfiguration(file),
    ];
    expect(byFile).toEqual({ kind: "loaded", value: named({ environment: "staging" }) });
    expect([byVariable, ofReplay]).toEqual([byFile, byFile]);
  });

  test("are asked for where the environment can be no part of them, but not by a replay", async () => {
    const file = folder.write("spaces.yaml", 'environment: "my prod"\n');
    expect(await checkConfiguration({ file, env: {} })).toMatchObject({
      kind: "faulty",
      faults: [{ code: "config-schema", path: "environment", line: 1 }],
    });
    expect((await loadConfiguration(file)).kind).toBe("loaded");
    const env = { TOCSIN_KAFKA_NAME_PREFIX: "my-prod" };
    expect(await checkConfiguration({ file, env })).toMatchObject({
      value: { topics: { windows: "my-prod.windows.v1" } },
    });
  });
});
