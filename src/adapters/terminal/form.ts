import { type Field, type Form, joinValues, mostPeople, shownValue, splitValues, Values } from '../../core/form.ts';

/** Says something, and gives the line that the person types; null if the input has ended. */
type Ask = (said: string) => Promise<string | null>;

/** Asks for the fields of a form one by one. Null if the person cancels. */
export async function fill(form: Form, ask: Ask): Promise<Values | null> {
  const values: Values = {};
  for (const [index, field] of form.fields.entries()) {
    const start = index === 0 ? `${form.title} (\`cancel\` ends it)\n\n` : '';
    const value = await fillField(field, ask, start);
    if (value === null) return null;
    values[field.name] = value;
  }
  return Values.parse(values);
}

/** Asks until the line is something that the field accepts. An empty line keeps what is shown. */
async function fillField(field: Field, ask: Ask, start: string): Promise<string | null> {
  let problem = start;
  for (;;) {
    const line = (await ask(`${problem}${question(field)}`))?.trim();
    if (line === undefined || line.toLowerCase() === 'cancel') return null;
    const { value, wrong } = read(field, line);
    if (value !== null) return value;
    problem = `${wrong}\n\n`;
  }
}

/** What a field asks: its label and hint, numbered options, how to answer, and what an empty line keeps. */
function question(field: Field): string {
  const options = 'options' in field ? field.options.map(({ label }, index) => `  ${index + 1}. ${label}`) : [];
  const how = {
    text: isEmptied(field) ? '`none` leaves it empty' : '',
    choice: 'a number',
    choices: 'numbers, such as 1, 2; `none` for none',
    people: 'names, such as ana, ben; `none` for none',
  };
  const now = shownValue(field);
  const keeps = now ? `empty keeps: ${now}` : field.required ? '' : 'empty leaves it out';
  const notes = [how[field.kind], keeps].filter(Boolean).join('; ');
  return [field.label, ...(field.hint ? [field.hint] : []), ...options, ...(notes ? [`(${notes})`] : [])].join('\n');
}

/** Whether a text may stay empty, and an empty line would keep what is there. */
const isEmptied = ({ kind, required, value }: Field): boolean => kind === 'text' && !required && value !== '';

function read(field: Field, line: string): { value: string; wrong: null } | { value: null; wrong: string } {
  const taken = (value: string) => ({ value, wrong: null });
  const refused = (wrong: string) => ({ value: null, wrong });
  if (line === '') return field.required && field.value === '' ? refused('This one is needed.') : taken(field.value);
  if (isEmptied(field) && line.toLowerCase() === 'none') return taken('');
  if (field.kind === 'text')
    return line.length > field.longest ? refused(`At most ${field.longest} characters, please.`) : taken(line);
  const isSeveral = field.kind !== 'choice';
  if (isSeveral && line.toLowerCase() === 'none') return field.required ? refused('At least one, please.') : taken('');
  const said = isSeveral ? splitValues(line.replace(/[\s,]+/g, ',')) : [line];
  if (field.kind === 'people' && said.length > mostPeople) return refused(`At most ${mostPeople} people, please.`);
  if (field.kind === 'people') return taken(joinValues(said.map((name) => name.replace(/^@/, ''))));
  const picked = said.map((number) => (/^\d+$/.test(number) ? field.options[Number(number) - 1] : undefined));
  if (picked.some((option) => !option)) return refused(`A number from 1 to ${field.options.length}, please.`);
  return taken(joinValues([...new Set(picked.flatMap((option) => option?.value ?? []))]));
}
