import { type Contestant, contestants } from './contestants.ts';
import { nothing, readExamples } from './input.ts';
import { columns, mcc, quantile, round, share } from './metrics.ts';

/** Trains every contestant on one file and asks it what is in the other. The test's labels are only counted, never learned or tuned on. */
export async function benchMatchers(trainPath: string, testPath: string): Promise<{ data: unknown; text: string }> {
  const train = readExamples(trainPath);
  const test = readExamples(testPath);
  const results = [];
  for (const contestant of contestants) results.push(await measure(contestant, train, test));
  const head = ['', 'mcc', 'accuracy', 'in scope', 'decline recall', 'threshold', 'training ms', 'us p50', 'us p99'];
  const rows = results.map((each) => [
    each.name,
    each.mcc,
    each.accuracy,
    each.inScopeAccuracy,
    each.declineRecall ?? '-',
    each.threshold,
    each.trainingMs,
    each.microsecondsP50,
    each.microsecondsP99,
  ]);
  const labels = new Set(train.map(({ label }) => label).filter((label) => label !== nothing)).size;
  const summary = `${train.length} phrasings of ${labels} labels; ${test.length} questions\n`;
  return { data: { train: train.length, labels, test: test.length, results }, text: summary + columns([head, ...rows]) };
}

async function measure(
  contestant: Contestant,
  train: { text: string; label: string }[],
  test: { text: string; label: string }[],
) {
  const started = performance.now();
  const answer = await contestant.train(train);
  const trainingMs = performance.now() - started;
  const times: number[] = [];
  const guesses: string[] = [];
  for (const { text } of test) {
    const asked = performance.now();
    guesses.push(await answer(text));
    times.push((performance.now() - asked) * 1000);
  }
  const isRight = (row: number): boolean => guesses[row] === test[row]?.label;
  const rows = test.map((_, row) => row);
  const foreign = rows.filter((row) => test[row]?.label === nothing);
  const inScope = rows.filter((row) => test[row]?.label !== nothing);
  const truth = test.map(({ label }) => label);
  return {
    name: contestant.name,
    mcc: round(mcc(truth, guesses)),
    accuracy: round(share(rows.filter(isRight).length, rows.length)),
    inScopeAccuracy: round(share(inScope.filter(isRight).length, inScope.length)),
    declineRecall: foreign.length === 0 ? null : round(share(foreign.filter(isRight).length, foreign.length)),
    threshold: contestant.threshold,
    trainingMs: round(trainingMs, 0),
    microsecondsP50: round(quantile(times, 0.5), 0),
    microsecondsP99: round(quantile(times, 0.99), 0),
  };
}
