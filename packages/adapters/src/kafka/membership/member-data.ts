import type { LogPlace } from "@tocsin/log";
import { MemberAssignment, type MemberData, MemberMetadata } from "../client/internals.ts";
import { type GroupMember } from "./assign.ts";
import { partitionsByTopic, placesOf } from "./places.ts";

/** What a member tells the group's leader: JSON in the user data of Kafka's own member metadata. */
interface Claim {
  readonly generation: number;
  readonly owned: Readonly<Record<string, readonly number[]>>;
}

const nothing: Claim = { generation: -1, owned: {} };
const version = 1;

export function encodeMember(
  topics: readonly string[],
  generation: number,
  owned: readonly LogPlace[],
): Buffer {
  const claim: Claim = { generation, owned: partitionsByTopic(owned) };
  return MemberMetadata.encode({ version, topics, userData: Buffer.from(JSON.stringify(claim)) });
}

/** A claim that cannot be read counts as none: the member then gets what is free. */
export function decodeMember({ memberId, memberMetadata }: MemberData): GroupMember {
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

export function encodeAssignment(places: readonly LogPlace[]): Buffer {
  return MemberAssignment.encode({
    version,
    assignment: partitionsByTopic(places),
    userData: Buffer.alloc(0),
  });
}

export function decodeAssignment(bytes: Buffer): readonly LogPlace[] {
  return placesOf(MemberAssignment.decode(bytes)?.assignment ?? {});
}
