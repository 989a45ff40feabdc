import { dockStart } from '@nlpjs/basic';
import MiniSearch from 'minisearch';
import { words } from '../src/core/knowledge/features.ts';
import { createMatcher, type Example, learn, surer, thresholds } from '../src/core/knowledge/matcher.ts';
import { nothing } from './input.ts';

/** A way of matching: learns from examples, gives a label or `nothing` for a question. */
export type Contestant = {
  name: string;
  threshold: number;
  train(examples: Example[]): Promise<(text: string) => string | Promise<string>>;
};

/** Ours as the product uses it: its default threshold; examples of nothing are one kind of foreign question. */
const ours: Contestant = {
  name: 'tiebreak',
  threshold: thresholds.answer,
  async train(examples) {
    const foreign = examples.filter(({ label }) => label === nothing).map(({ text }) => text);
    const lessons = {
      examples: examples.filter(({ label }) => label !== nothing),
      foreign: foreign.length > 0 ? [foreign] : [],
    };
    const matcher = createMatcher(learn(lessons), lessons);
    return (text) => {
      const spelt = matcher.spell(text);
      const asSaid = matcher.match(text);
      const [best] = spelt === text ? asSaid : surer(asSaid, matcher.match(spelt));
      return best && best.score >= thresholds.answer ? best.label : nothing;
    };
  },
};

/** nlp.js with its own defaults: below a score of 0.5 it says `None`. */
const nlpjs: Contestant = {
  name: '@nlpjs/basic',
  threshold: 0.5,
  async train(examples) {
    const dock = await dockStart({
      use: ['Basic'],
      settings: { nlp: { autoSave: false, autoLoad: false, nlu: { log: false } } },
    });
    const nlp = dock.get('nlp');
    nlp.addLanguage('en');
    for (const { text, label } of examples) nlp.addDocument('en', text, label === nothing ? 'None' : label);
    await nlp.train();
    return async (text) => {
      const { intent } = await nlp.process('en', text);
      return intent === 'None' ? nothing : intent;
    };
  },
};

/** The best hit of a full-text search over the phrasings (BM25+, fuzzy); nothing unless it has half of the question's words. */
const search: Contestant = {
  name: 'minisearch',
  threshold: 0.5,
  async train(examples) {
    const index = new MiniSearch<{ id: number; text: string }>({ fields: ['text'], searchOptions: { fuzzy: 0.2 } });
    index.addAll(examples.map(({ text }, id) => ({ id, text })));
    return (text) => {
      const [hit] = index.search(text);
      const isClose = hit && hit.queryTerms.length >= 0.5 * new Set(words(text)).size;
      return isClose ? (examples[hit.id]?.label ?? nothing) : nothing;
    };
  },
};

export const contestants: Contestant[] = [ours, nlpjs, search];
