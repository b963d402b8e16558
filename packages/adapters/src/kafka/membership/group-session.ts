/** The group's protocol, request by request, and the bytes in which members and leader tell each other what they hold. */
import type { JoinOptions, LogPlace, LogPosition, WhenMissing } from "@tocsin/log";
import { type Cluster } from "../client/cluster.ts";
import {
  joinGroupRequest,
  joinGroupResponse,
  type KafkaBroker,
  leaveGroupRequest,
  leaveGroupResponse,
  MemberAssignment,
  type MemberData,
  MemberMetadata,
} from "../client/internals.ts";
import {
  offsetsByTopic,
  partitionCounts,
  partitionsByTopic,
  placesOf,
  leaderOf,
  placesOfCounts,
  presentCounts,
  stableEnd,
} from "../client/partitions.ts";
import { isConnectionTrouble } from "../faults/log-fault.ts";
import { type Assignment, type GroupMember, singleOwner, spreadPartitions } from "./assign.ts";

export interface GroupSessionOptions extends JoinOptions {
  readonly cluster: Cluster;
  readonly sessionTimeoutMs: number;
}

/** The group's classic protocol, one request after the other, and what the group knows this member by. */
export class GroupSession {
  readonly #options: GroupSessionOptions;
  #coordinator: KafkaBroker | null = null;
  #memberId = "";
  #generation = -1;
  /** Partition counts when this member last led the group; null when another leads it. */
  #ledCounts: ReadonlyMap<string, number> | null = null;

  constructor(options: GroupSessionOptions) {
    this.#options = options;
  }

  /** Joins, or joins again after a change, and says what this member holds now. */
  async join(held: readonly LogPlace[]): Promise<readonly LogPlace[]> {
    const { group, strategy } = this.#options;
    const counts = await this.#counts();
    const coordinator = await this.#find();
    const joined = await this.#joined(coordinator, held);
    this.#generation = joined.generationId;
    const leads = joined.leaderId === joined.memberId;
    this.#ledCounts = leads ? counts : null;
    const assign = strategy === "single" ? singleOwner : spreadPartitions;
    const shares = leads ? sharesOf(assign, joined.members, counts) : [];
    const { memberAssignment } = await coordinator.syncGroup({
      groupId: group,
      generationId: this.#generation,
      memberId: this.#memberId,
      groupAssignment: shares,
    });
    return decodeAssignment(memberAssignment);
  }

  async #joined(
    coordinator: KafkaBroker,
    held: readonly LogPlace[],
  ): Promise<{
    readonly generationId: number;
    readonly leaderId: string;
    readonly memberId: string;
    readonly members: readonly MemberData[];
  }> {
    const { group, topics, strategy, sessionTimeoutMs } = this.#options;
    const metadata = encodeMember(topics, this.#generation, held);
    const ask = () =>
      coordinator.connectionPool.send({
        request: joinGroupRequest({
          groupId: group,
          sessionTimeout: sessionTimeoutMs,
          rebalanceTimeout: sessionTimeoutMs,
          memberId: this.#memberId,
          protocolType: "consumer",
          groupProtocols: [{ name: `tocsin-${strategy}`, metadata }],
        }),
        response: joinGroupResponse,
        requestTimeout: 2 * sessionTimeoutMs,
        logResponseError: false,
      });
    try {
      return await ask();
    } catch (error) {
      // The first answer names the member; only the second request joins.
      const given = memberIdOf(error);
      if (given === null) throw error;
      this.#memberId = given;
      return ask();
    }
  }

  async heartbeat(): Promise<void> {
    const coordinator = await this.#find();
    await coordinator.heartbeat({
      groupId: this.#options.group,
      groupGenerationId: this.#generation,
      memberId: this.#memberId,
    });
  }

  /** Whether this member leads the group and the topics have other partitions than it shared out. */
  async partitionsChanged(): Promise<boolean> {
    if (this.#ledCounts === null) return false;
    const counts = await this.#counts();
    return this.#options.topics.some((topic) => counts.get(topic) !== this.#ledCounts?.get(topic));
  }

  async #counts(): Promise<ReadonlyMap<string, number>> {
    const { cluster, topics, whenMissing } = this.#options;
    if (whenMissing === undefined) return await partitionCounts(cluster, topics);
    const { topic, divisor, trace } = whenMissing;
    const [standIn, present] = await Promise.all([
      partitionCounts(cluster, [topic]),
      presentCounts(cluster, topics),
    ]);
    const room = Math.floor((standIn.get(topic) ?? 0) / divisor);
    const counts = new Map<string, number>();
    for (const one of topics) {
      const there = present.get(one);
      counts.set(one, there === undefined ? room : await countedBy({ cluster, trace, room }, one, there));
    }
    return counts;
  }

  async commit(positions: readonly LogPosition[]): Promise<void> {
    const coordinator = await this.#find();
    await coordinator.offsetCommit({
      groupId: this.#options.group,
      groupGenerationId: this.#generation,
      memberId: this.#memberId,
      topics: offsetsByTopic(positions),
    });
  }

  /** Goes over a connection of its own: a join that is being waited for would hold it up. */
  async leave(): Promise<void> {
    if (this.#memberId === "" || this.#coordinator === null) return;
    const connection = await this.#coordinator.connectionPool.getConnection(spareConnection);
    await connection.send({
      request: leaveGroupRequest({ groupId: this.#options.group, memberId: this.#memberId }),
      response: leaveGroupResponse,
      logResponseError: false,
    });
  }

  /** The coordinator is asked for anew, on a new connection if this one failed. */
  forgetCoordinator(error: unknown): void {
    if (this.#coordinator !== null && isConnectionTrouble(error)) {
      this.#options.cluster.drop(this.#coordinator);
    }
    this.#coordinator = null;
  }

  /** The group does not know this member any more. */
  forgetMember(): void {
    this.#memberId = "";
    this.#generation = -1;
  }

  async #find(): Promise<KafkaBroker> {
    this.#coordinator ??= await this.#options.cluster.coordinator(this.#options.group);
    return this.#coordinator;
  }
}

/** kafkajs keeps it for fetch requests, of which a membership has none. */
const spareConnection = 1;

/** How many partitions a topic has, with those up to the last that it had and that something was left of. */
async function countedBy(
  { cluster, trace, room }: Pick<WhenMissing, "trace"> & { readonly cluster: Cluster; readonly room: number },
  topic: string,
  there: number,
): Promise<number> {
  const { topic: traces } = trace({ topic, partition: there });
  const traceable = (await presentCounts(cluster, [traces])).get(traces) ?? 0;
  for (let partition = room - 1; partition >= there; partition -= 1) {
    const left = trace({ topic, partition });
    if (left.partition >= traceable) continue;
    if ((await stableEnd(await leaderOf(cluster, left), left)) > 0) return partition + 1;
  }
  return there;
}

function sharesOf(
  assign: typeof spreadPartitions,
  members: readonly MemberData[],
  counts: ReadonlyMap<string, number>,
): readonly { readonly memberId: string; readonly memberAssignment: Buffer }[] {
  const shares: Assignment = assign(members.map(decodeMember), placesOfCounts(counts));
  return [...shares].map(([memberId, share]) => ({
    memberId,
    memberAssignment: encodeAssignment(share),
  }));
}

function memberIdOf(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== "KafkaJSMemberIdRequired") return null;
  return "memberId" in error && typeof error.memberId === "string" ? error.memberId : null;
}

/** What a member tells the group's leader: JSON in the user data of Kafka's own member metadata. */
interface Claim {
  readonly generation: number;
  readonly owned: Readonly<Record<string, readonly number[]>>;
}

const nothing: Claim = { generation: -1, owned: {} };
const version = 1;

function encodeMember(topics: readonly string[], generation: number, owned: readonly LogPlace[]): Buffer {
  const claim: Claim = { generation, owned: partitionsByTopic(owned) };
  return MemberMetadata.encode({ version, topics, userData: Buffer.from(JSON.stringify(claim)) });
}

/** A claim that cannot be read counts as none: the member then gets what is free. */
function decodeMember({ memberId, memberMetadata }: MemberData): GroupMember {
  const { generation, owned } = readClaim(MemberMetadata.decode(memberMetadata).userData);
  return { id: memberId, generation, owned: placesOf(owned) };
}

function readClaim(bytes: Buffer | null): Claim {
  try {
    const read: unknown = JSON.parse(bytes?.toString("utf8") ?? "");
    return isClaim(read) ? read : nothing;
  } catch {
    return nothing;
  }
}

function isClaim(read: unknown): read is Claim {
  if (typeof read !== "object" || read === null) return false;
  if (!("generation" in read) || !("owned" in read)) return false;
  const { generation, owned } = read;
  return (
    typeof generation === "number" &&
    typeof owned === "object" &&
    owned !== null &&
    Object.values(owned).every((partitions) => Array.isArray(partitions))
  );
}

function encodeAssignment(places: readonly LogPlace[]): Buffer {
  return MemberAssignment.encode({
    version,
    assignment: partitionsByTopic(places),
    userData: Buffer.alloc(0),
  });
}

function decodeAssignment(bytes: Buffer): readonly LogPlace[] {
  return placesOf(MemberAssignment.decode(bytes)?.assignment ?? {});
}
