import type { ResolvedSink } from "@tocsin/adapters/config";
import { chat } from "./chat.ts";
import type { Fetch } from "./post.ts";
import type { Message, Sink } from "./sink.ts";
import { wordsOf } from "./words.ts";

/** Microsoft Teams, a workflow that waits for a webhook, with an Adaptive Card. */
export const teams = (sink: ResolvedSink, send?: Fetch): Sink => chat(sink, teamsMessage, send);

/** Words stand in text runs, which know no markup; a text block would read Markdown in them. */
export function teamsMessage(message: Message): object {
  const { headline, summary, facts, links } = wordsOf(message);
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            line([{ text: headline, weight: "Bolder", size: "Large" }]),
            line([{ text: summary }]),
            ...facts.map(([name, value]) => line([{ text: `${name}: `, weight: "Bolder" }, { text: value }])),
          ],
          actions: links.map(({ name, href }) => ({ type: "Action.OpenUrl", title: name, url: href })),
        },
      },
    ],
  };
}

interface Run {
  readonly text: string;
  readonly weight?: "Bolder";
  readonly size?: "Large";
}

const line = (runs: readonly Run[]): object => ({
  type: "RichTextBlock",
  inlines: runs.map((run) => ({ type: "TextRun", ...run })),
});
