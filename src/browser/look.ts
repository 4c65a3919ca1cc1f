import { setTimeout as sleep } from 'node:timers/promises';
import type { ElementHandle, JSHandle, Page } from '@playwright/test';

/** What a person sees of a page, as far as it is needed to find the way on. Plain data. */
export interface PageLook {
  /** A secret: it may hold what lets its holder in. */
  readonly address: string;
  readonly isComplete: boolean;
  readonly fields: readonly Field[];
  readonly controls: readonly Control[];
  /** A visible puzzle or check box that keeps machines out. */
  readonly hasCaptcha: boolean;
  /** Texts of elements that are marked as messages. */
  readonly alerts: readonly string[];
  /** The visible text, by lines. */
  readonly lines: readonly string[];
  /** It sends the browser on by itself, by a meta element. */
  readonly goesOn: boolean;
}

/** A visible field that can be written into. */
export interface Field {
  /** Its number among the elements of the look. */
  readonly element: number;
  /** Of the input element, as `password`, `email`, `text`. */
  readonly type: string;
  readonly autocomplete: string;
  /** All that it is called by: name, id, label, placeholder. */
  readonly called: string;
  readonly isEmpty: boolean;
  /** Of the form that it stands in; -1 for none. */
  readonly form: number;
  /** In a header, footer or navigation: no part of what the page is about. */
  readonly isAside: boolean;
}

/** A visible button or link. */
export interface Control {
  readonly element: number;
  readonly kind: 'button' | 'link';
  readonly text: string;
  /** Where a link leads; as secret as the address. */
  readonly href: string;
  /** It sends its form. */
  readonly submits: boolean;
  readonly form: number;
  readonly isAside: boolean;
}

/** A look, and the elements behind it. */
export interface Sight {
  readonly look: PageLook;
  element(number: number): Promise<ElementHandle | null>;
  release(): Promise<void>;
}

/** A page that is busy with itself does not answer; it is asked again. */
const answerMs = 5000;

/** Undefined while there is no document to look at. */
export async function lookAt(page: Page): Promise<Sight | undefined> {
  const sight = readFrom(page).catch(() => undefined);
  return Promise.race([sight, sleep(answerMs, undefined, { ref: false })]);
}

async function readFrom(page: Page): Promise<Sight> {
  const seen: JSHandle<Seen> = await page.evaluateHandle(readPage);
  return {
    look: await seen.evaluate((it) => it.look),
    element: async (number) => (await seen.evaluateHandle((it, at) => it.elements[at], number)).asElement(),
    release: () => seen.dispose().catch(() => {}),
  };
}

interface Seen {
  readonly look: PageLook;
  readonly elements: readonly PageElement[];
}

/** As much of the DOM as is read here: the suite is compiled without its types. */
interface PageElement {
  readonly tagName: string;
  readonly type?: string;
  readonly value?: string;
  readonly innerText?: string;
  readonly disabled?: boolean;
  readonly readOnly?: boolean;
  readonly href?: unknown;
  readonly form?: PageElement | null;
  readonly labels?: Iterable<PageElement> | null;
  readonly shadowRoot?: PageRoot | null;
  getAttribute(name: string): string | null;
  matches(selector: string): boolean;
  closest(selector: string): PageElement | null;
  checkVisibility(options: object): boolean;
  getBoundingClientRect(): { readonly width: number; readonly height: number };
}
interface PageRoot {
  querySelectorAll(selector: string): Iterable<PageElement>;
}
declare const document: PageRoot & {
  readonly body: PageElement | null;
  readonly readyState: string;
  readonly title: string;
};
declare const location: { readonly href: string };

/** Runs in the page. Compilers wrap functions that have a name of their own in helpers which a page does not have. */
function readPage(): Seen {
  const elements: PageElement[] = [];
  const forms: PageElement[] = [];
  const all: PageElement[] = [];
  const roots: PageRoot[] = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      all.push(element);
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
  }
  const it = {
    isVisible(element: PageElement): boolean {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    },
    number(element: PageElement): number {
      return elements.push(element) - 1;
    },
    form(element: PageElement): number {
      const form = element.form ?? element.closest('form');
      if (!form) return -1;
      if (!forms.includes(form)) forms.push(form);
      return forms.indexOf(form);
    },
    isAside(element: PageElement): boolean {
      return (
        element.closest('header, footer, nav, aside, [role=navigation], [role=banner], [role=contentinfo]') !== null
      );
    },
    called(element: PageElement): string {
      const names = ['name', 'id', 'aria-label', 'placeholder', 'title'].map(
        (name) => element.getAttribute(name) ?? '',
      );
      const labels = Array.from(element.labels ?? [], (label) => label.innerText ?? '');
      return [...names, ...labels].join(' ').replace(/\s+/g, ' ').trim().slice(0, 300);
    },
    text(element: PageElement): string {
      const own = element.tagName === 'INPUT' ? element.value : element.innerText;
      const text = own?.trim() || element.getAttribute('aria-label') || element.getAttribute('title') || '';
      return text.replace(/\s+/g, ' ').trim().slice(0, 200);
    },
  };
  const isText = 'input:not([type]), input[type=text], input[type=email], input[type=tel], input[type=number]';
  const isButton = 'button, input[type=submit], input[type=image], input[type=button], [role=button]:not(a[href])';
  const captcha =
    'iframe[src*="captcha"]:not([src*="size=invisible"]), iframe[src*="challenges.cloudflare.com"], iframe[src*="arkoselabs"], .g-recaptcha:not([data-size=invisible]):not(button), .h-captcha, .cf-turnstile, img[src*="captcha" i], input[name*="captcha" i]:not([type=hidden])';
  const visible = all.filter((element) => it.isVisible(element));
  const usable = visible.filter((element) => element.disabled !== true && element.readOnly !== true);
  const look: PageLook = {
    address: location.href,
    isComplete: document.readyState === 'complete',
    fields: usable
      .filter((element) => element.matches(`input[type=password], ${isText}`))
      .map((element) => ({
        element: it.number(element),
        type: element.type ?? 'text',
        autocomplete: (element.getAttribute('autocomplete') ?? '').toLowerCase(),
        called: it.called(element),
        isEmpty: element.value === '',
        form: it.form(element),
        isAside: it.isAside(element),
      })),
    controls: visible
      .filter((element) => element.matches(`a[href], ${isButton}`))
      .map((element) => ({
        element: it.number(element),
        kind: element.matches('a') ? ('link' as const) : ('button' as const),
        text: it.text(element),
        href: typeof element.href === 'string' ? element.href : '',
        submits: element.matches('input[type=submit], input[type=image], button:not([type=button]):not([type=reset])'),
        form: it.form(element),
        isAside: it.isAside(element),
      })),
    hasCaptcha: visible.some((element) => element.matches(captcha) && !element.closest('.grecaptcha-badge')),
    alerts: visible
      .filter((element) =>
        element.matches(
          '[role=alert], [aria-live=assertive], [class*=error i], [class*=invalid-feedback], [class*=alert], [id*=error i]',
        ),
      )
      .map((element) => it.text(element))
      .filter((text) => text !== ''),
    lines: [document.title, ...(document.body?.innerText ?? '').split('\n')]
      .map((line) => line.replace(/\s+/g, ' ').trim().slice(0, 300))
      .filter((line) => line !== '')
      .slice(0, 200),
    goesOn: all.some(
      (element) => element.matches('meta[http-equiv=refresh i]') && /url/i.test(element.getAttribute('content') ?? ''),
    ),
  };
  return { look, elements };
}
