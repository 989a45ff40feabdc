import { type Answer, ask } from '../src/core/knowledge/ask.ts';
import { createKnowledge } from '../src/core/knowledge/knowledge.ts';
import { readLines, readPack } from './input.ts';
import { columns, quantile, round, share } from './metrics.ts';

/** A real question; `label` is the entry an expert would show, or `none`; `also` holds others that would do. */
type Question = { question: string; label: string; also: string[] };

/** No more readings than this are shown to a person who is unsure. */
const offered = 3;

/** Asks a pack real questions and counts what a person would have got. */
export async function benchQuestions(folder: string, path: string): Promise<{ data: unknown; text: string }> {
  const pack = await readPack(folder);
  const started = performance.now();
  const knowledge = createKnowledge(pack);
  const trainingMs = round(performance.now() - started, 0);
  const questions = readLines<Question>(path);
  const times: number[] = [];
  const rows = questions.map((question) => {
    const asked = performance.now();
    const answer = ask(knowledge, question.question);
    times.push((performance.now() - asked) * 1000);
    return { question, answer };
  });
  const [all, clear] = [sharesOf(rows), sharesOf(rows.filter(isClear))];
  const table = [['', 'all', 'clear ones'], ...Object.keys(all).map((what) => [what, all[what] ?? '', clear[what] ?? ''])];
  const confused = rows.filter((row) => isConfused(row.question, row.answer));
  const data = {
    shares: all,
    ofClear: clear,
    trainingMs,
    microsecondsP50: quantile(times, 0.5),
    microsecondsP99: quantile(times, 0.99),
  };
  const summary = `${rows.length} questions, training ${trainingMs} ms, ${round(data.microsecondsP50, 0)} us p50, ${round(data.microsecondsP99, 0)} us p99\n`;
  return {
    data: { ...data, confusions: confused.map(({ question, answer }) => ({ ...question, got: answer.entry, ...answer })) },
    text: `${columns(table)}${summary}\nwanted -> got, score, question\n${confused.map(confusion).join('')}`,
  };
}

type Row = { question: Question; answer: Answer };

/** Whether nobody would differ on whether the source answers it: the label and the others that would do say the same. */
const isClear = ({ question: { label, also } }: Row): boolean => (label === 'none' ? also.length === 0 : !also.includes('none'));

/** What a person would have got, each as a share. */
function sharesOf(rows: Row[]): Record<string, string> {
  const isAnswered = ({ answer }: Row): boolean => answer.outcome === 'answer';
  const isRight = ({ question, answer }: Row): boolean => isAcceptable(question, answer.entry);
  const isOffered = ({ question, answer }: Row): boolean =>
    answer.outcome === 'choices' && answer.candidates.slice(0, offered).some(({ entry }) => isAcceptable(question, entry));
  const answered = rows.filter(isAnswered);
  const answerable = rows.filter(({ question }) => question.label !== 'none');
  const foreign = rows.filter(({ question }) => question.label === 'none');
  const part = (some: Row[], of: Row[]): string =>
    `${some.length}/${of.length} = ${round(100 * share(some.length, of.length), 0)}%`;
  return {
    'of what is answered outright, acceptable': part(answered.filter(isRight), answered),
    'of the answerable, answered outright': part(answerable.filter(isAnswered), answerable),
    'of the answerable, answered acceptably or among the readings offered': part(
      answerable.filter((row) => (isAnswered(row) && isRight(row)) || isOffered(row)),
      answerable,
    ),
    'of what the source cannot answer, declined': part(
      foreign.filter(({ answer }) => answer.outcome === 'declined'),
      foreign,
    ),
    'of what the source cannot answer, not answered': part(
      foreign.filter((row) => !isAnswered(row)),
      foreign,
    ),
  };
}

const isAcceptable = ({ label, also }: Question, entry: string | null): boolean =>
  entry !== null && (entry === label || also.includes(entry));

/** Answered or offered wrongly, or declined though there is an answer. */
const isConfused = (question: Question, answer: Answer): boolean =>
  answer.outcome === 'declined' ? question.label !== 'none' : !isAcceptable(question, answer.entry);

const confusion = ({ question, answer }: Row): string =>
  `${question.label} -> ${answer.outcome === 'declined' ? 'declined' : `${answer.entry} (${answer.outcome})`} ${answer.confidence}: ${question.question.slice(0, 90)}\n`;
