import type { Control, Field, PageLook } from './look.ts';
import {
  besideWords,
  callOffWords,
  newPasswordWords,
  oldPasswordWords,
  oneTimeCodeWords,
  resetWords,
  signInWords,
  userNameWords,
} from './words.ts';

/** What a page's form is for, by its fields. Pure. */

const isPassword = ({ type }: Field): boolean => type === 'password';

export const passwordsOf = ({ fields }: PageLook): readonly Field[] =>
  fields.filter((field) => isPassword(field) && !field.isAside && !isOneTimeCode(field));

/** A field for a code that the user's own device tells, or an empty one. */
export function oneTimeCodeOf({ fields }: PageLook): Field | undefined {
  return fields.find((field) => field.isEmpty && isOneTimeCode(field));
}

const isOneTimeCode = ({ autocomplete, called }: Field): boolean =>
  autocomplete === 'one-time-code' || oneTimeCodeWords.test(called);

/** Whether a field takes the password that holds until now. */
export const takesOldPassword = ({ autocomplete, called }: Field): boolean =>
  autocomplete === 'current-password' || (autocomplete !== 'new-password' && oldPasswordWords.test(called));

/** The fields that a user's name belongs into, in the form of a password field or anywhere. */
export function userNamesOf({ fields }: PageLook, form?: number): readonly Field[] {
  return fields.filter(
    (field) =>
      !isPassword(field) &&
      !isOneTimeCode(field) &&
      (form === undefined ? !field.isAside : field.form === form) &&
      (field.type === 'email' || /username|email/.test(field.autocomplete) || userNameWords.test(field.called)),
  );
}

/** A form that asks for a user's name and password, or for the first of them alone, to let the user in. */
export function isSignIn(look: PageLook): boolean {
  const passwords = passwordsOf(look);
  const [password] = passwords;
  if (password === undefined) {
    const [name] = userNamesOf(look);
    return name !== undefined && look.controls.some(({ form, text }) => form === name.form && signInWords.test(text));
  }
  if (passwords.length > 1 || password.autocomplete === 'new-password' || newPasswordWords.test(password.called)) {
    return false;
  }
  if (resetWords.test(submitOf(look, password.form)?.text ?? '')) return false;
  return password.autocomplete === 'current-password' || userNamesOf(look, password.form).length > 0;
}

/** By which a form is known again. */
export const signatureOf = (look: PageLook): string =>
  passwordsOf(look)
    .map(({ called, autocomplete }) => `${autocomplete} ${called}`)
    .join('\n');

/** The button that sends a form; undefined where there is none, or several that are as good. */
export function submitOf({ controls }: PageLook, form: number): Control | undefined {
  const buttons = controls.filter(
    ({ kind, text, form: its, isAside }) =>
      kind === 'button' && its === form && !(form === -1 && isAside) && !callOffWords.test(text),
  );
  const submits = buttons.filter(({ submits }) => submits);
  if (form !== -1 && submits.length > 0) return submits[0];
  const others = buttons.filter(({ text }) => !besideWords.test(text));
  return others.length === 1 ? others[0] : undefined;
}

/** The ways on from a page without a form to fill in: none that calls off, leads beside, or twice to the same place. */
export function waysOn({ address, controls }: PageLook): readonly Control[] {
  const usable = controls.filter(
    ({ text, href }) => text !== '' && !callOffWords.test(text) && !/^(?:mailto|tel|javascript:void)/i.test(href),
  );
  const inside = usable.filter(({ isAside }) => !isAside);
  const ahead = (inside.length > 0 ? inside : usable).filter(
    ({ kind, text, href }) => !besideWords.test(text) && !(kind === 'link' && isSamePage(href, address)),
  );
  return ahead.filter(
    ({ kind, href }, at) => kind === 'button' || ahead.findIndex((other) => other.href === href) === at,
  );
}

const isSamePage = (href: string, address: string): boolean =>
  href === '' || (href.includes('#') && href.split('#')[0] === address.split('#')[0] && !/#[!/]/.test(href));
