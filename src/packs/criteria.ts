import type { Option, Pack } from '../core/knowledge/pack.ts';
import type { Problem } from '../core/ports.ts';
import { type AnswerOption, cardArguments } from '../core/scoring/criteria.ts';
import { neutral } from '../core/scoring/model.ts';
import { readPhrase } from '../core/scoring/phrases.ts';
import { recommend } from '../core/scoring/recommend.ts';
import { choiceList } from '../core/sentences.ts';
import type { Locate } from './load.ts';

/** Problems of criteria, and what adds one. */
function createReport(locate: Locate) {
  const problems: Problem[] = [];
  const report = (path: readonly PropertyKey[], message: string): void =>
    void problems.push({ ...locate(['criteria', ...path]), message });
  return { problems, report };
}

/**
 * What a schema cannot check about criteria, so that everything that loads can be scored: ids that are used twice or unknown, options without a
 * value, phrases that cannot be read or appear twice.
 */
export function criteriaProblems({ criteria, options }: Pick<Pack, 'criteria' | 'options'>, locate: Locate): Problem[] {
  const { problems, report } = createReport(locate);
  const known = new Set(options.map(({ id }) => id));
  if (criteria.length === 1) report([0], `${criteria[0]?.id}: is the only criterion: add another`);
  criteria.forEach((criterion, at) => {
    const { id, name, answers } = criterion;
    if (criteria.findIndex((other) => other.id === id) < at)
      report([at, 'id'], `"${id}" appears twice as a criterion: change one`);
    if (criteria.findIndex((other) => other.name === name) < at)
      report([at, 'name'], `"${name}" appears twice as the name of a criterion: change one`);
    if (cardArguments.some((name) => name === id)) report([at, 'id'], `"${id}" is reserved: choose another id`);
    const revealed = new Map<string, string>();
    answers.forEach((answer, index) => {
      const path = [at, 'answers', index];
      const name = `${id}, ${answer.id}`;
      if (answers.findIndex((other) => other.id === answer.id) < index) report(path, `${name}: appears twice: change one`);
      for (const option of known)
        if (!(option in answer.fits)) report([...path, 'fits'], `${name}: fits says nothing of "${option}": give it a number`);
      for (const key of ['fits', 'rulesOut'] as const)
        for (const option of Object.keys(answer[key]))
          if (!known.has(option))
            report([...path, key], `${name}: "${option}" is not the id of an option: write ${choiceList([...known])}`);
      for (const key of ['denied', 'doubted'] as const)
        if (answer[key] !== undefined && !answers.some((other) => other.id === answer[key]))
          report([...path, key], `${name}: ${key} names "${answer[key]}", which is not an answer of ${id}: fix its spelling`);
      answer.phrases.forEach((phrase, number) => {
        const other = revealed.get(phrase.toLowerCase());
        if (other) report([...path, 'phrases', number], `${name}: "${phrase}" reveals ${other} already: remove one of the two`);
        revealed.set(phrase.toLowerCase(), answer.id);
        try {
          readPhrase(phrase, options);
        } catch (error) {
          report([...path, 'phrases', number], `${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      });
    });
  });
  return problems;
}

/** What makes criteria useless although they can be scored: one that no answer can move, an option that nothing favours, a foregone conclusion. */
export function idleCriteria(pack: Pick<Pack, 'criteria' | 'options'>, locate: Locate): Problem[] {
  const { criteria, options } = pack;
  const { problems, report } = createReport(locate);
  if (criteria.length === 0) return [];
  criteria.forEach((criterion, at) => {
    const isIdle = criterion.answers.every(
      ({ fits, rulesOut }) => new Set(Object.values(fits)).size === 1 && Object.keys(rulesOut).length === 0,
    );
    if (isIdle)
      report(
        [at],
        `${criterion.id}: no answer moves anything, all options are worth the same: give them values apart, or remove it`,
      );
  });
  for (const option of options) {
    const others = options.filter(({ id }) => id !== option.id);
    const above = others.find((other) => !criteria.some(({ answers }) => answers.some((each) => lead(each, option, other) > 0)));
    const unbeaten = others.find((other) => !canBeat(criteria, option, other));
    if (above)
      report([0], `nothing speaks for ${option.name} rather than ${above.name}: give at least one answer that fits it better`);
    else if (unbeaten)
      report(
        [0],
        `${option.name} cannot win over ${unbeaten.name} whatever is answered: the weights make the outcome sure, change them or the values`,
      );
  }
  return problems;
}

/** How much better an answer fits one option than another. */
function lead({ fits, rulesOut }: AnswerOption, option: Option, other: Option): number {
  if (option.id in rulesOut) return -Infinity;
  return other.id in rulesOut ? Infinity : (fits[option.id] ?? neutral) - (fits[other.id] ?? neutral);
}

/** Whether one option wins over another if everything is answered in its favour. (An option that can beat each of the others may still never beat all at once.) */
function canBeat(criteria: Pack['criteria'], option: Option, other: Option): boolean {
  const answers = criteria.map(({ id, answers }) => {
    const best = answers.reduce((a, b) => (lead(b, option, other) > lead(a, option, other) ? b : a));
    return { criterion: id, answer: best.id, certainty: 1, words: '' };
  });
  return recommend({ options: [option, other], criteria }, answers).verdict === option.id;
}
