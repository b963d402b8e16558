/** A member of a group as the port promises it: heartbeats, what it holds, and when it has lost that. */
import { type JoinOptions, LogFault, type LogMembership, type LogPlace, type LogPosition } from "@tocsin/log";
import { cluster } from "../client/cluster.ts";
import { type KafkaConnection } from "../client/connection.ts";
import { committedOffsets, placeKey, samePlaces } from "../client/partitions.ts";
import { errorType, logFault } from "../faults/log-fault.ts";
import { backoffMs, isStarting, pause, persist, settled, startingForMs } from "../faults/persist.ts";
import { type TellTrouble } from "../faults/trouble.ts";
import { GroupSession } from "./group-session.ts";

export interface MembershipOptions extends JoinOptions {
  readonly connection: KafkaConnection;
  readonly trouble: TellTrouble;
}

/** Members hear of a change in the answer to a heartbeat: as often as this, whatever the session's length. */
const longestHeartbeatMs = 1000;
const heartbeatsInSession = 5;
const topicsAskedEveryMs = 30_000;
const leaveGraceMs = 2000;

/**
 * A member of a consumer group that fetches nothing. It is built on the group's protocol and not on kafkajs' consumer,
 * whose `commitOffsets` resolves without a word when the consumer has stopped, and commits under the new generation what
 * belonged to the old one.
 */
export function membership(options: MembershipOptions): LogMembership {
  return new Member(options).facade();
}

class Member {
  readonly #options: MembershipOptions;
  readonly #cluster;
  readonly #session: GroupSession;
  readonly #ending = new AbortController();
  readonly #changes: (readonly LogPlace[])[] = [];
  #fault: LogFault | null = null;
  #signal: (() => void) | null = null;
  #held: readonly LogPlace[] = [];
  #joined = false;
  #told = false;
  #lastHeardMs = performance.now();
  #left: Promise<void> | null = null;

  constructor(options: MembershipOptions) {
    const { connection, trouble } = options;
    this.#options = options;
    this.#cluster = cluster({
      connection,
      trouble,
      requestTimeoutMs: Math.max(1000, Math.floor(connection.sessionTimeoutMs / 2)),
    });
    this.#session = new GroupSession({
      ...options,
      cluster: this.#cluster,
      sessionTimeoutMs: connection.sessionTimeoutMs,
    });
    void this.#run();
  }

  facade(): LogMembership {
    return {
      next: () => this.#next(),
      commit: (positions) => this.#commit(positions),
      committed: (places) =>
        this.#trying("asking for the group's offsets", async () => {
          const coordinator = await this.#cluster.coordinator(this.#options.group);
          return committedOffsets(coordinator, this.#options.group, places);
        }),
      leave: () => (this.#left ??= this.#leave()),
    };
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#isOver();) {
      try {
        const held = await this.#session.join(this.#held);
        if (this.#isOver()) return;
        failures = 0;
        this.#heard();
        this.#hold(held);
        await this.#stay();
      } catch (error) {
        if (this.#isOver()) return;
        this.#joined = false;
        if (!this.#mayGoOn(error)) return;
        if (rejoinAtOnce.has(errorType(error) ?? "")) continue;
        await pause(backoffMs(failures), this.#ending.signal);
        failures += 1;
      }
    }
  }

  /** Heartbeats until the group changes, which is thrown as the broker's error. */
  async #stay(): Promise<void> {
    this.#joined = true;
    let topicsAskedMs = performance.now();
    for (;;) {
      await pause(this.#heartbeatMs(), this.#ending.signal);
      if (this.#isOver()) return;
      await this.#heartbeat();
      if (performance.now() - topicsAskedMs < topicsAskedEveryMs) continue;
      topicsAskedMs = performance.now();
      if (await this.#partitionsChanged()) return;
    }
  }

  async #partitionsChanged(): Promise<boolean> {
    try {
      return await this.#session.partitionsChanged();
    } catch (error) {
      this.#tell("metadata-failed", error);
      return false;
    }
  }

  /** A coordinator that moves or does not answer ends nothing as long as the session lasts. */
  async #heartbeat(): Promise<void> {
    for (let failures = 0; !this.#isOver(); failures += 1) {
      try {
        await this.#session.heartbeat();
        this.#heard();
        return;
      } catch (error) {
        if (groupChanged.has(errorType(error) ?? "")) throw error;
        if (logFault(error).kind === "refused") throw error;
        this.#tell("heartbeat-failed", error);
        this.#session.forgetCoordinator(error);
        this.#checkSession();
        await pause(backoffMs(failures), this.#ending.signal);
      }
    }
  }

  /** Says whether to join again; if not, `next` rejects. */
  #mayGoOn(error: unknown): boolean {
    const type = errorType(error) ?? "";
    if (type === "UNKNOWN_MEMBER_ID") this.#lose("the group does not know this member any more");
    if (!groupChanged.has(type)) {
      this.#tell("group-failed", error);
      this.#session.forgetCoordinator(error);
      this.#checkSession();
    }
    const fault = logFault(error, `as a member of ${this.#options.group}`);
    const hopeless = fault.kind === "refused" || fault.kind === "topic-missing";
    const patienceMs = isStarting(error) ? startingForMs : this.#options.connection.connectTimeoutMs;
    const neverJoined = !this.#told && performance.now() - this.#lastHeardMs > patienceMs;
    if (!hopeless && !neverJoined && !misconfigured.has(type)) return true;
    this.#fault = fault;
    this.#signal?.();
    return false;
  }

  #heard(): void {
    this.#lastHeardMs = performance.now();
  }

  /** Not heard for a whole session: the group has given away what this member held. */
  #checkSession(): void {
    const { sessionTimeoutMs } = this.#options.connection;
    if (performance.now() - this.#lastHeardMs > sessionTimeoutMs) this.#lose("the session has ended");
  }

  #lose(why: string): void {
    this.#session.forgetMember();
    this.#joined = false;
    if (this.#held.length === 0) return;
    this.#options.trouble({ name: "session-lost", message: why, group: this.#options.group });
    this.#hold([]);
  }

  #hold(held: readonly LogPlace[]): void {
    if (this.#told && samePlaces(this.#held, held)) return;
    this.#told = true;
    this.#held = held;
    this.#changes.push(held);
    this.#signal?.();
  }

  async #next(): Promise<readonly LogPlace[] | null> {
    for (;;) {
      const change = this.#changes.shift();
      if (change !== undefined) return change;
      if (this.#isOver()) return null;
      if (this.#fault !== null) throw this.#fault;
      await new Promise<void>((resolve) => {
        this.#signal = resolve;
      });
      this.#signal = null;
    }
  }

  async #commit(positions: readonly LogPosition[]): Promise<void> {
    await this.#trying("committing offsets", async () => {
      const held = new Set(this.#held.map(placeKey));
      const foreign = positions.find((position) => !held.has(placeKey(position)));
      if (foreign !== undefined || !this.#joined) {
        const what = foreign === undefined ? "the group is changing" : placeKey(foreign);
        throw new LogFault("failed", `not this member's at the moment: ${what}`);
      }
      try {
        await this.#session.commit(positions);
      } catch (error) {
        if (isLost(error)) this.#session.forgetCoordinator(error);
        throw error;
      }
    });
  }

  #trying<Result>(doing: string, attempt: () => Promise<Result>): Promise<Result> {
    const forMs = this.#options.connection.connectTimeoutMs;
    return persist({ doing, forMs, signal: this.#ending.signal }, attempt);
  }

  async #leave(): Promise<void> {
    this.#ending.abort();
    this.#changes.length = 0;
    this.#signal?.();
    await settled(this.#session.leave(), leaveGraceMs);
    await this.#cluster.close();
  }

  #isOver(): boolean {
    return this.#ending.signal.aborted;
  }

  #heartbeatMs(): number {
    const { sessionTimeoutMs } = this.#options.connection;
    return Math.min(longestHeartbeatMs, sessionTimeoutMs / heartbeatsInSession);
  }

  #tell(name: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#options.trouble({ name, message, group: this.#options.group });
  }
}

/** The group is sharing out anew: join again at once. */
const rejoinAtOnce = new Set([
  "REBALANCE_IN_PROGRESS",
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
  "MEMBER_ID_REQUIRED",
]);

const groupChanged = rejoinAtOnce;

/** Will be the same the next time. */
const misconfigured = new Set([
  "INVALID_SESSION_TIMEOUT",
  "INCONSISTENT_GROUP_PROTOCOL",
  "INVALID_GROUP_ID",
  "GROUP_MAX_SIZE_REACHED",
]);

function isLost(error: unknown): boolean {
  const type = errorType(error);
  return (
    logFault(error).kind === "unreachable" ||
    type === "NOT_COORDINATOR_FOR_GROUP" ||
    type === "GROUP_COORDINATOR_NOT_AVAILABLE"
  );
}
