import type { ResolvedSink } from "@tocsin/adapters/config";
import { chat } from "./chat.ts";
import type { Fetch } from "./post.ts";
import type { Message, Sink } from "./sink.ts";
import { plain, wordsOf } from "./words.ts";

/** Slack, incoming webhooks with Block Kit. */
export const slack = (sink: ResolvedSink, send?: Fetch): Sink => chat(sink, slackMessage, send);

/** Names and words stand in plain text, in which nothing is markup and nobody is called by `@channel`. */
export function slackMessage(message: Message): object {
  const { headline, summary, facts, links } = wordsOf(message);
  const block = (text: string) => ({ type: "section", text: plainText(text, 3000) });
  return {
    text: escaped(headline),
    mrkdwn: false,
    blocks: [
      { type: "header", text: plainText(headline, 150) },
      block(summary),
      {
        type: "section",
        fields: facts.slice(0, 10).map(([name, value]) => plainText(`${name}: ${value}`, 2000)),
      },
      ...(links.length === 0
        ? []
        : [
            {
              type: "actions",
              elements: links.map(({ name, href }) => ({
                type: "button",
                text: plainText(name, 75),
                url: href.slice(0, 3000),
              })),
            },
          ]),
    ],
  };
}

const plainText = (text: string, longest: number): object => ({
  type: "plain_text",
  text: plain(text, longest),
  emoji: false,
});

/** What Slack asks for in the text that notifications show. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
