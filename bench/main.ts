import { parseArgs } from 'node:util';
import { benchDelivery, deliveryParts } from './delivery.ts';
import { benchEdits } from './edits.ts';
import { benchMatchers } from './matcher.ts';
import { benchPages } from './pages.ts';
import { benchProjects } from './projects.ts';
import { benchQuestions } from './questions.ts';
import { benchScale } from './scale.ts';
import { benchVotes } from './votes.ts';

const usage = `npm run -s bench -- matcher --train A.csv --test B.csv [--json]   ours beside two peers on a labelled set (columns sentence,label)
npm run -s bench -- matcher --questions F.jsonl [--pack FOLDER] [--json]   what \`ask\` makes of real questions
npm run -s bench -- recommend --projects F.jsonl [--pack FOLDER] [--json]   what \`recommend\` makes of real descriptions
npm run -s bench -- scale [--entries 10000] [--json]   time and memory of a generated pack
npm run -s bench -- votes [--people 500] [--kills 20] [--seconds 60] [--database FILE_OR_POSTGRES_ADDRESS] [--json]   people voting over two processes that are killed again and again
npm run -s bench -- pages [--questions-asked 40] [--json]   what the pages weigh, and the time from Enter to an answer on the screen
npm run -s bench -- edits [--pack FOLDER] [--json]   how soon an edited pack is in service
npm run -s bench -- delivery [--part once|feedback|forged|throughput]... [--events 10000] [--kills 20] [--click-kills 200] [--requests 10000] [--seed 1] [--seconds 5] [--json]   faults, forgery and load
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    train: { type: 'string' },
    test: { type: 'string' },
    questions: { type: 'string' },
    projects: { type: 'string' },
    pack: { type: 'string', default: 'knowledge/django-vs-flask' },
    entries: { type: 'string', default: '10000' },
    'questions-asked': { type: 'string', default: '40' },
    people: { type: 'string', default: '500' },
    database: { type: 'string', default: '' },
    part: { type: 'string', multiple: true, default: [...deliveryParts] },
    events: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '20' },
    'click-kills': { type: 'string', default: '200' },
    requests: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

type Result = { data: unknown; text: string };

/** Each bench by its name: what to print, as data and as text; undefined if something is missing. */
const benches: Record<string, () => Result | Promise<Result> | undefined> = {
  matcher() {
    if (values.questions) return benchQuestions(values.pack, values.questions);
    return values.train && values.test ? benchMatchers(values.train, values.test) : undefined;
  },
  recommend: () => (values.projects ? benchProjects(values.pack, values.projects) : undefined),
  scale: () => benchScale(Number(values.entries)),
  votes: () =>
    benchVotes({
      place: values.database,
      people: Number(values.people),
      kills: Number(values.kills),
      seconds: Number(values.seconds ?? 60),
    }),
  pages: () => benchPages(Number(values['questions-asked'])),
  edits: () => benchEdits(values.pack),
  delivery: () =>
    benchDelivery({
      parts: values.part,
      events: Number(values.events),
      kills: Number(values.kills),
      clicksKills: Number(values['click-kills']),
      requests: Number(values.requests),
      seed: Number(values.seed),
      seconds: Number(values.seconds ?? 5),
    }),
};

const result = await benches[positionals[0] ?? '']?.();
if (result) process.stdout.write(values.json ? `${JSON.stringify(result.data, null, 2)}\n` : result.text);
else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
