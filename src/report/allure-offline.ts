/**
 * Lets the page fetch nothing but what it carries itself. It is the browser that keeps this, whatever an attachment or
 * the next version of the report brings along.
 */
const policy =
  `<meta http-equiv="Content-Security-Policy" ` +
  `content="default-src data: blob: 'unsafe-inline'; object-src 'none'; form-action 'none'">`;

const scriptElement = /<script\b([^>]*)>([\s\S]*?)<\/script>/gi;
const outsideSource = /\bsrc\s*=\s*["']?(?:https?:)?\/\//i;

/**
 * A single-file Allure page that makes not one request to anywhere: the analytics that no option of Allure turns off
 * are taken out, and a Content-Security-Policy forbids the rest.
 * Throws where the text has no `<head>` to put the policy into.
 */
export function offline(html: string): string {
  const quiet = html.replace(scriptElement, (element, attributes: string, code: string) =>
    outsideSource.test(attributes) || code.includes('gtag(') ? '' : element,
  );
  if (!quiet.includes('<head>')) throw new Error('the page that allure made has no <head>');
  return quiet.replace('<head>', `<head>\n    ${policy}`);
}
