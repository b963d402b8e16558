import { readFileSync } from "node:fs";
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from "kafkajs";
import { quietKafka } from "../../../support/servers/kafka/broker-ready.ts";

/** A right as the page for operators lists it, with the names of an installation. */
export interface ListedRight {
  readonly kind: "topic" | "group" | "id";
  readonly name: string;
  readonly isPrefix: boolean;
  readonly operation: string;
}

export interface NamesOf {
  /** The topics that the word "telemetry" stands for. */
  readonly telemetry: readonly string[];
  /** A topic, by the name that it has unless it is configured. */
  readonly topicOf: (contractName: string) => string;
  readonly prefix: string;
  readonly environment: string;
}

const page = new URL("../../../../docs/operations.md", import.meta.url);

/** What the table of "Rights" lists of each worker. */
export function listedRights(names: NamesOf): ReadonlyMap<string, readonly ListedRight[]> {
  const section = /\n## Rights\n([^]*?)\n## /.exec(readFileSync(page, "utf8"))?.[1] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return new Map(
    rows.slice(2).map((row) => {
      const [worker = "", topics = "", group = "", ids = ""] = row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      const rights = [...topicRights(topics, names), ...othersOf("group", group, names)];
      return [worker, [...rights, ...othersOf("id", ids, names)]] as const;
    }),
  );
}

/** `a`, `b`: read, write; and describe-configs on each, which stands below the table. */
function topicRights(cell: string, names: NamesOf): readonly ListedRight[] {
  return cell.split(";").flatMap((part) => {
    const [of = "", operations = ""] = part.split(/:(?!.*:)/);
    const named = [...of.matchAll(/`PREFIX\.([^`]+)`/g)].map(([, name]) => names.topicOf(`tocsin.${name}`));
    const topics = of.trim() === "telemetry" ? names.telemetry : named;
    return topics.flatMap((name) =>
      [...operations.split(","), "describe-configs"].map((operation) => ({
        ...({ kind: "topic", name, isPrefix: false } as const),
        operation: operation.trim(),
      })),
    );
  });
}

/** `name` (prefix) read, write. */
function othersOf(kind: "group" | "id", cell: string, names: NamesOf): readonly ListedRight[] {
  const [, written, prefix, operations = ""] = /^`([^`]+)`( \(prefix\))? (.+)$/.exec(cell) ?? [];
  if (written === undefined) return [];
  const name = written.replace("PREFIX", names.prefix).replace("ENVIRONMENT", names.environment);
  return operations
    .split(",")
    .map((operation) => ({ kind, name, isPrefix: prefix !== undefined, operation: operation.trim() }));
}

const resources = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  id: AclResourceTypes.TRANSACTIONAL_ID,
} as const;

const operations: Readonly<Record<string, AclOperationTypes>> = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  describe: AclOperationTypes.DESCRIBE,
  "describe-configs": AclOperationTypes.DESCRIBE_CONFIGS,
};

/** Gives a user these rights and no more. */
export async function grant(broker: string, user: string, rights: readonly ListedRight[]): Promise<void> {
  const admin = quietKafka([broker]).admin();
  await admin.connect();
  try {
    await admin.createAcls({
      acl: rights.map(({ kind, name, isPrefix, operation }): AclEntry => {
        const known = operations[operation];
        if (known === undefined) throw new Error(`no right is called ${operation}`);
        return {
          principal: `User:${user}`,
          host: "*",
          operation: known,
          permissionType: AclPermissionTypes.ALLOW,
          resourceType: resources[kind],
          resourceName: name,
          resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
        };
      }),
    });
  } finally {
    await admin.disconnect();
  }
}
