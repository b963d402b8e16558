import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeText, html, scriptJson } from "../../src/page/html.ts";

test("text from data cannot open a tag, end an attribute or begin an entity", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(escapeText(text)).not.toMatch(/[<>"']/);
      const unescaped = escapeText(text)
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&");
      expect(unescaped).toBe(text);
    }),
  );
});

test("values are escaped once, markup is not, lists are joined, nothing is nothing", () => {
  const inner = html`<b>${"a & b"}</b>`;
  expect(html`<p title="${'"x"'}">${[inner, " ", 3]}${null}${false}</p>`.text).toBe(
    '<p title="&quot;x&quot;"><b>a &amp; b</b> 3</p>',
  );
});

test("JSON in a script element neither ends it nor changes", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(scriptJson({ value, hostile: "</script><!--\u2028" })).not.toMatch(/<|\u2028|\u2029/);
      expect(JSON.parse(scriptJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
