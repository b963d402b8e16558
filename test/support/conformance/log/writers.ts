import type { Log, LogTransaction, LogWriter } from "@tocsin/log";
import { expect } from "vitest";
import {
  appendValues,
  at,
  listen,
  type OpenLog,
  patienceMs,
  promise,
  valuesIn,
  valuesToSend,
} from "./rig.ts";

/** A transaction that stands open until the test ends it. */
interface Standing {
  readonly transaction: LogTransaction;
  end(): void;
  /** Settles as the transaction does. */
  readonly ended: Promise<unknown>;
}

async function standingTransaction(writer: LogWriter): Promise<Standing> {
  const begun = Promise.withResolvers<LogTransaction>();
  const gate = Promise.withResolvers<void>();
  const ended = writer.transaction(async (transaction) => {
    begun.resolve(transaction);
    await gate.promise;
  });
  ended.catch(() => undefined);
  return { transaction: await begun.promise, end: () => gate.resolve(), ended };
}

const sendOne = (writer: LogWriter, topic: string, value: string): Promise<number> =>
  writer.transaction((transaction) => transaction.send(at(topic), valuesToSend([value])));

async function twoClients(rig: { client(): Promise<Log> }): Promise<readonly [Log, Log]> {
  return [await rig.client(), await rig.client()];
}

/** Who holds an identity, and what becomes of those who do not any more. */
export function writerPromises(open: OpenLog): void {
  promise(
    open,
    "a second holder fences the first: its commit is refused and its records are never seen",
    async (rig) => {
      const topic = await rig.topic(1);
      const [one, other] = await twoClients(rig);
      const identity = rig.name();
      const fenced = await one.writer(identity);
      await sendOne(fenced, topic, "before");
      const standing = await standingTransaction(fenced);
      await standing.transaction.send(at(topic), valuesToSend(["lost"]));
      const holder = await other.writer(identity);
      standing.end();
      await expect(standing.ended).rejects.toMatchObject({ name: "LogFault", kind: "fenced" });
      await sendOne(holder, topic, "after");
      await expect(sendOne(fenced, topic, "lost too")).rejects.toMatchObject({ name: "LogFault" });
      await sendOne(holder, topic, "last");
      await expect
        .poll(() => valuesIn(other, at(topic)), { timeout: patienceMs })
        .toEqual(["before", "after", "last"]);
    },
  );

  promise(open, "a fenced writer cannot send any more", async (rig) => {
    const topic = await rig.topic(2);
    const [one, other] = await twoClients(rig);
    const identity = rig.name();
    const standing = await standingTransaction(await one.writer(identity));
    await standing.transaction.send(at(topic, 0), valuesToSend(["lost"]));
    const holder = await other.writer(identity);
    const fenced = { name: "LogFault", kind: "fenced" };
    await expect(standing.transaction.send(at(topic, 1), valuesToSend(["lost"]))).rejects.toMatchObject(
      fenced,
    );
    standing.end();
    await expect(standing.ended).rejects.toMatchObject({ name: "LogFault" });
    await sendOne(holder, topic, "kept");
    await expect.poll(() => valuesIn(other, at(topic, 0)), { timeout: patienceMs }).toEqual(["kept"]);
    expect(await valuesIn(other, at(topic, 1))).toEqual([]);
  });

  promise(open, "taking an identity over within one client fences too", async (rig) => {
    const topic = await rig.topic(1);
    const log = await rig.client();
    const identity = rig.name();
    const standing = await standingTransaction(await log.writer(identity));
    await standing.transaction.send(at(topic), valuesToSend(["lost"]));
    const holder = await log.writer(identity);
    standing.end();
    await expect(standing.ended).rejects.toMatchObject({ name: "LogFault", kind: "fenced" });
    await sendOne(holder, topic, "kept");
    await expect.poll(() => valuesIn(log, at(topic)), { timeout: patienceMs }).toEqual(["kept"]);
  });

  promise(
    open,
    "when a takeover has resolved, the span shows the truth about an open transaction",
    async (rig) => {
      const place = at(await rig.topic(1));
      const [one, other] = await twoClients(rig);
      const identity = rig.name();
      await appendValues(one, place, ["before"]);
      const standing = await standingTransaction(await one.writer(identity));
      const base = await standing.transaction.send(place, valuesToSend(["lost"]));
      await appendValues(one, place, ["behind it"]);
      expect((await other.span(place)).end).toBeLessThanOrEqual(base);
      await other.writer(identity);
      expect((await other.span(place)).end).toBeGreaterThan(base + 1);
      expect(await valuesIn(other, place)).toEqual(["before", "behind it"]);
      standing.end();
      await expect(standing.ended).rejects.toMatchObject({ name: "LogFault" });
      expect(await listen(other.reader([{ ...place, offset: 0 }]))).not.toContain("lost");
    },
  );

  promise(
    open,
    "when a takeover has resolved, everything that was committed before is within the span",
    async (rig) => {
      const topic = await rig.topic(2);
      const [one, other] = await twoClients(rig);
      const identity = rig.name();
      for (let round = 0; round < 5; round += 1) {
        const writer = await one.writer(identity);
        await writer.transaction(async (transaction) => {
          await transaction.send(at(topic, 0), valuesToSend([`${round}`]));
          await transaction.send(at(topic, 1), valuesToSend([`${round}`]));
        });
        await other.writer(identity);
        const expected = Array.from({ length: round + 1 }, (_, index) => `${index}`);
        expect(await valuesIn(other, at(topic, 0))).toEqual(expected);
        expect(await valuesIn(other, at(topic, 1))).toEqual(expected);
      }
    },
  );

  promise(open, "writers of different identities do not disturb each other", async (rig) => {
    const topic = await rig.topic(1);
    const [one, other] = await twoClients(rig);
    const first = await one.writer(rig.name());
    const second = await other.writer(rig.name());
    await sendOne(first, topic, "a");
    await sendOne(second, topic, "b");
    await sendOne(first, topic, "c");
    await expect.poll(() => valuesIn(one, at(topic)), { timeout: patienceMs }).toEqual(["a", "b", "c"]);
  });

  promise(open, "after an error a writer is of no use, and its identity can be taken anew", async (rig) => {
    const topic = await rig.topic(1);
    const log = await rig.client();
    const identity = rig.name();
    const writer = await log.writer(identity);
    await sendOne(writer, topic, "before");
    const broken = writer.transaction(async (transaction) => {
      await transaction.send(at(topic), valuesToSend(["lost"]));
      throw new RangeError("the work's own");
    });
    await expect(broken).rejects.toThrow(RangeError);
    await expect(sendOne(writer, topic, "lost too")).rejects.toMatchObject({ name: "LogFault" });
    await writer.close();
    await sendOne(await log.writer(identity), topic, "after");
    await expect.poll(() => valuesIn(log, at(topic)), { timeout: patienceMs }).toEqual(["before", "after"]);
  });

  promise(
    open,
    "a transaction whose send failed is not committed, though its work did not mind",
    async (rig) => {
      const topic = await rig.topic(1);
      const log = await rig.client();
      const identity = rig.name();
      const writer = await log.writer(identity);
      const careless = writer.transaction(async (transaction) => {
        await transaction.send(at(topic), valuesToSend(["lost"]));
        const failed = transaction.send(at(rig.name()), valuesToSend(["nowhere"]));
        await expect(failed).rejects.toMatchObject({ name: "LogFault" });
      });
      await expect(careless).rejects.toMatchObject({ name: "LogFault" });
      await sendOne(await log.writer(identity), topic, "after");
      await expect.poll(() => valuesIn(log, at(topic)), { timeout: patienceMs }).toEqual(["after"]);
    },
  );

  promise(open, "a closed writer takes nothing any more, nor does a writer of a closed log", async (rig) => {
    const topic = await rig.topic(1);
    const [one, other] = await twoClients(rig);
    const closed = await other.writer(rig.name());
    await closed.close();
    await expect(sendOne(closed, topic, "lost")).rejects.toMatchObject({ name: "LogFault" });
    const orphan = await one.writer(rig.name());
    await one.close();
    await expect(sendOne(orphan, topic, "lost")).rejects.toMatchObject({ name: "LogFault" });
    expect(await valuesIn(other, at(topic))).toEqual([]);
  });
}
