import { type Field, type Form, isLong, joinValues, pickedIn, Values } from '../../core/form.ts';
import { encodeIntent } from '../../core/intent.ts';
import { type Html, html } from './html.ts';

/** Tells the fields of a form from the rest that is sent with them. */
const prefix = 'field.';

/** Somebody to pick. */
export type Person = { id: string; name: string };

/** A form as fields on a page, without the element around them: its title, its questions, and the button that sends it. */
export const renderForm = (form: Form, people: Person[]): Html =>
  html`<h2 id="form-title" dir="auto">${form.title}</h2>
    <input type="hidden" name="submit" value="${encodeIntent(form.submit)}">
    ${form.fields.map((field) => renderField(field, people, isLong(form)))}
    <div class="row send"><button class="primary">${form.submitLabel}</button>
    <button type="button" data-close>Cancel</button></div>`;

function renderField(field: Field, people: Person[], isFolded: boolean): Html {
  const { label, hint, required } = field;
  const name = `${prefix}${field.name}`;
  const described = `${hint ? `${name}-hint ` : ''}${name}-problem`;
  const optional = required ? null : html` <span class="quiet">(optional)</span>`;
  const notes = html`${hint ? html`<p class="quiet" id="${name}-hint" dir="auto">${hint}</p>` : null}<p class="problem" id="${name}-problem" data-field="${field.name}"></p>`;
  if (field.kind === 'text') {
    const common = html`id="${name}" name="${name}" maxlength="${field.longest}" aria-describedby="${described}" dir="auto"${required ? html` required` : null}`;
    return html`<div class="field"><label for="${name}" dir="auto">${label}${optional}</label>
      ${
        field.isMultiline
          ? // A browser drops the line break that a textarea begins with.
            html`<textarea rows="4" ${common}>${'\n'}${field.value}</textarea>`
          : html`<input ${common} value="${field.value}">`
      }${notes}</div>`;
  }
  if (field.kind === 'choice' && isFolded) {
    const isPicked = field.options.some(({ value }) => value === field.value);
    return html`<div class="field"><label for="${name}" dir="auto">${label}${optional}</label>
      <select id="${name}" name="${name}" aria-describedby="${described}"${required ? html` required` : null}>${
        isPicked ? null : html`<option value=""></option>`
      }${field.options.map(
        (option) =>
          html`<option value="${option.value}"${option.value === field.value ? html` selected` : null} dir="auto">${option.label}</option>`,
      )}</select>${notes}</div>`;
  }
  const options = field.kind === 'people' ? people.map(({ id, name }) => ({ value: id, label: name })) : field.options;
  const isSeveral = field.kind !== 'choice';
  const picked = pickedIn(field);
  const unlisted = field.kind === 'people' ? picked.filter((id) => !options.some(({ value }) => value === id)) : [];
  const all = [...options, ...unlisted.map((id) => ({ value: id, label: id }))];
  return html`<fieldset class="field" aria-describedby="${described}"${isSeveral ? null : html` role="radiogroup"`}><legend dir="auto">${label}${optional}</legend>
    <input type="hidden" name="${name}" value="">
    ${all.map(
      ({ value, label }) =>
        html`<label class="option"><input type="${isSeveral ? 'checkbox' : 'radio'}" name="${name}" value="${value}"${
          picked.includes(value) ? html` checked` : null
        }${required && !isSeveral ? html` required` : null}><span dir="auto">${label}</span></label>`,
    )}${notes}</fieldset>`;
}

/**
 * What was filled in, by field, out of everything that a page sent. The empty value that is sent along with options means that none was picked.
 * @throws ZodError where it is not what our forms hold
 */
export const readValues = (sent: Record<string, unknown>): Values =>
  Values.parse(
    Object.fromEntries(
      Object.entries(sent).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), joined(value)]] : [],
      ),
    ),
  );

/** A browser sends line breaks as CR LF. */
const joined = (value: unknown): unknown =>
  Array.isArray(value)
    ? joinValues(value.map(String).filter(Boolean))
    : typeof value === 'string'
      ? value.replace(/\r\n/g, '\n')
      : value;
