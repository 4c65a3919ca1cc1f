import { appendFileSync, writeFileSync } from 'node:fs';

/** Of a full disk the system says only that it is full: these name the file. */
export const writeFile = (file: string, text: string): void => naming(file, () => writeFileSync(file, text));
export const appendFile = (file: string, text: string): void => naming(file, () => appendFileSync(file, text));

function naming(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw unwritten(file, error);
  }
}

const says = ' could not be written: ';

/** An Error that names the file; its `code` is the system's. */
export function unwritten(file: string, error: unknown): Error {
  const { message, code } = error as NodeJS.ErrnoException;
  return Object.assign(new Error(`${file}${says}${message}`), { code });
}

/** The words of such an Error in what a process has told another; undefined where it told something else. */
export function unwrittenIn(message = ''): string | undefined {
  return message
    .split('\n')
    .find((line) => line.includes(says))
    ?.replace(/^(?:Error: )+/, '');
}

/** Whether the disk is the reason, and not what somebody asked for. */
export function isDiskAtFault(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');
}
