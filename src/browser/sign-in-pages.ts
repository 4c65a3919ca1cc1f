import { type Places, standingOf } from './destination.ts';
import { isSignIn } from './forms.ts';
import type { PageLook } from './look.ts';
import type { Navigation } from './navigation.ts';
import { signInWords } from './words.ts';

/** Where one may sign in. */
export interface SignInPage {
  /** A secret: it may hold what its link held. Never to be shown. */
  readonly href: string;
  /** It was a sign-in page itself, a link led to it, or it is where the application begins. */
  readonly known: 'page' | 'link' | 'application';
}

/** Notes down, page by page, where one may sign in. */
export function collectSignInPages(places: Places): {
  see(look: PageLook): void;
  pages(navigations: readonly Navigation[]): readonly SignInPage[];
} {
  const seen = new Map<string, SignInPage>();
  const links = new Map<string, SignInPage>();
  const mayBeOpened = (href: string) =>
    /^https?:/.test(href) && ['allowed', 'client'].includes(standingOf(href, places));
  return {
    see(look) {
      const { address, controls } = look;
      if (isSignIn(look) && mayBeOpened(address)) seen.set(address, { href: address, known: 'page' });
      for (const { href, text } of controls) {
        if (signInWords.test(text) && mayBeOpened(href)) links.set(href, { href, known: 'link' });
      }
    },
    pages(navigations) {
      const [begin] = navigations.filter(({ standing, to }) => standing === 'client' && /^https?:/.test(to));
      const application: SignInPage[] = begin === undefined ? [] : [{ href: `${begin.to}/`, known: 'application' }];
      // The newest page first: an older one may belong to a session that is over.
      return [...[...seen.values()].reverse(), ...links.values(), ...application];
    },
  };
}
