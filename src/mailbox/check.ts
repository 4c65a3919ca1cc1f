import type { Clock } from '../client/clock.ts';
import { type Look, MailboxError, type MailboxFinding } from './mailbox.ts';

/** Between the two looks. */
const apartMs = 1000;

/** A mark and a look a second later, which know of nothing that keeps the absence of a message from showing anything. */
export async function* twoLooks<M>(
  mailbox: { mark(): Promise<M>; look(since: M): Promise<Look> },
  clock: Clock,
): AsyncIterable<MailboxFinding> {
  const mark = await mailbox.mark();
  await clock.sleep(apartMs);
  const { doubts } = await mailbox.look(mark);
  for (const { words } of doubts) yield { severity: 'problem', words };
}

/** That a server which shows the e-mail of everybody shows that to these addresses. */
export function coverage(place: string, version: string, addresses: readonly string[]): MailboxFinding {
  const among = addresses.length > 0 ? `, ${addresses.join(', ')} among them` : '';
  return { severity: 'note', words: `${place} is version ${version} and shows what is sent to anybody${among}` };
}

/** The findings, the last of which says it where the mailbox cannot be looked into. */
export async function* orProblem(findings: AsyncIterable<MailboxFinding>): AsyncIterable<MailboxFinding> {
  try {
    yield* findings;
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    yield { severity: 'problem', words: error.message };
  }
}
