import { createHash } from "node:crypto";
import type { ResolvedSink } from "@tocsin/adapters/config";
import { createTransport } from "nodemailer";
import type SMTPTransport from "nodemailer/lib/smtp-transport/index.js";
import { frameOf, habitsOf, type SinkFrame, toPeople } from "./frame.ts";
import { troubleWords } from "./post.ts";
import type { Message, Outcome, Sink } from "./sink.ts";
import { plain, wordsOf } from "./words.ts";

const usual: SinkFrame = { perMinute: 60, batch: 1, noted: "always" };

/** Mail by SMTP. Its `Message-ID` follows from incident and revision, by which some mailboxes know a repetition, not all. */
export function mail(sink: ResolvedSink): Sink {
  const frame = frameOf(sink, usual);
  return {
    ...frame,
    habits: habitsOf(sink, toPeople),
    tell: async ([message], stop) => {
      if (message === undefined) return { kind: "taken" };
      const transport = createTransport(transportOf(sink, frame.timeoutMs));
      const close = (): void => transport.close();
      stop.addEventListener("abort", close, { once: true });
      try {
        await transport.sendMail(mailOf(message, sink));
        return { kind: "taken" };
      } catch (error) {
        stop.throwIfAborted();
        return outcomeOf(error);
      } finally {
        stop.removeEventListener("abort", close);
        transport.close();
      }
    },
  };
}

function transportOf({ url, username, token }: ResolvedSink, timeoutMs: number): SMTPTransport.Options {
  const { protocol, hostname, port } = new URL(url ?? "");
  const isSecure = protocol === "smtps:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    requireTLS: protocol === "smtp+starttls:",
    ...(username === undefined || token === null ? {} : { auth: { user: username, pass: token } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

export function mailOf(message: Message, { from, to }: Pick<ResolvedSink, "from" | "to">) {
  const { headline, summary, facts, links } = wordsOf(message);
  const lines = [
    summary,
    "",
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...(links.length === 0 ? [] : ["", ...links.map(({ name, href }) => `${name}: ${href}`)]),
  ];
  const first = messageId(message, "opened");
  const own =
    message.why === "opened" ? first : messageId(message, `${message.why}-${message.event.data.revision}`);
  return {
    from: from ?? "",
    to: [...(to ?? [])],
    subject: plain(`[Tocsin] ${headline}`, 240),
    text: `${lines.join("\n")}\n`,
    messageId: own,
    // Mail programs show what belongs to an incident as one conversation.
    ...(own === first ? {} : { inReplyTo: first, references: first }),
    headers: { "Auto-Submitted": "auto-generated", "X-Tocsin-Incident": plain(message.event.id, 200) },
  };
}

function messageId({ event }: Message, what: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([event.source, event.subject, what]), "utf8")
    .digest("hex");
  return `<${digest.slice(0, 40)}@tocsin.invalid>`;
}

/**
 * For good are a server's answers of 500 and more about who it is from and to, and about what it says. That it does not know
 * us, or speaks no TLS, can be mended, and waits.
 */
function outcomeOf(error: unknown): Outcome {
  const { responseCode = 0, code } = error as { readonly responseCode?: number; readonly code?: string };
  const reason = troubleWords(error);
  const isForGood = responseCode >= 500 && (code === "EENVELOPE" || code === "EMESSAGE");
  return isForGood ? { kind: "refused", reason } : { kind: "away", reason, retryAfterMs: null };
}
