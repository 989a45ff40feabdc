/** A browser cuts what is pasted to what a field takes, without a word. So the field takes it, and says that it is too long. @param {Element} within */
export function measure(within) {
  for (const field of /** @type {NodeListOf<HTMLTextAreaElement>} */ (within.querySelectorAll('[maxlength]'))) {
    const most = field.maxLength;
    field.removeAttribute('maxlength');
    field.addEventListener('input', () => {
      const { length } = field.value;
      field.setCustomValidity(length > most ? `At most ${most} characters, please: these are ${length}.` : '');
    });
  }
}
