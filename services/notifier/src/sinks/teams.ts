import type { ResolvedSink } from "@tocsin/adapters/config";
import { frameOf, habitsOf, type SinkFrame } from "./frame.ts";
import { type Fetch, post } from "./post.ts";
import type { Message, Sink } from "./sink.ts";
import { wordsOf } from "./words.ts";

const usual: SinkFrame = { perMinute: 60, batch: 1, noted: "always" };

/** Microsoft Teams, a workflow that waits for a webhook, with an Adaptive Card. It knows no key, as Slack. */
export function teams(sink: ResolvedSink, send?: Fetch): Sink {
  const frame = frameOf(sink, usual);
  return {
    ...frame,
    habits: habitsOf(sink, { updates: "important", hearsOfCare: true, refreshMs: null, alwaysEnds: false }),
    tell: async ([message], stop) => {
      if (message === undefined) return { kind: "taken" };
      const body = JSON.stringify(teamsMessage(message));
      const headers = { "content-type": "application/json; charset=utf-8" };
      return await post({ url: sink.url ?? "", body, headers, timeoutMs: frame.timeoutMs }, stop, send);
    },
  };
}

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
