import { expect, test } from "vitest";
import { warmUpNews } from "../src/warm-up-news.ts";

const warming = (service: string, speaksFrom: number | null = 3_600_000) => ({ service, speaksFrom });

test("a service is told once when it begins to warm up, and once when it speaks", () => {
  const news = warmUpNews();
  const begins = { warmingUp: [warming("chat")], speaking: ["mail"] };
  expect(news(begins)).toEqual({ ...begins, begun: [warming("chat")], ended: [] });
  expect(news(begins)).toEqual({ ...begins, begun: [], ended: [] });
  const ends = { warmingUp: [], speaking: ["mail", "chat"] };
  expect(news(ends)).toEqual({ ...ends, begun: [], ended: ["chat"] });
  expect(news(ends).ended).toEqual([]);
});

test("a service is told when it is known from when it speaks", () => {
  const news = warmUpNews();
  expect(news({ warmingUp: [warming("chat", null)], speaking: [] }).begun).toEqual([]);
  expect(news({ warmingUp: [warming("chat", 5)], speaking: [] }).begun).toEqual([warming("chat", 5)]);
  expect(news({ warmingUp: [warming("chat", null)], speaking: [] }).begun).toEqual([]);
  expect(news({ warmingUp: [warming("chat", 9)], speaking: [] }).begun).toEqual([]);
});

test("of a service that spoke from the start nothing is told, nor that one is gone that never spoke", () => {
  const news = warmUpNews();
  news({ warmingUp: [warming("chat")], speaking: ["mail"] });
  expect(news({ warmingUp: [], speaking: ["mail"] }).ended).toEqual([]);
  expect(news({ warmingUp: [], speaking: ["mail", "chat"] }).ended).toEqual([]);
});

test("a service that warms up anew is told anew", () => {
  const news = warmUpNews();
  news({ warmingUp: [warming("chat")], speaking: [] });
  news({ warmingUp: [], speaking: ["chat"] });
  expect(news({ warmingUp: [warming("chat", 7)], speaking: [] }).begun).toEqual([warming("chat", 7)]);
});
