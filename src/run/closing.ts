import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Requirement } from '../../requirements/types.ts';
import { isGatewaysOwn } from '../judge/gateway.ts';
import { unproven } from '../judge/mail/recipients.ts';
import { isInDoubt } from '../judge/review.ts';
import type { Alternative } from '../model/contract.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { mailOf } from '../model/mail.ts';
import { assertAnswering, type Control, controlsIn, goodCredentials, whereJudgeable } from './controls.ts';
import { bystanderIsAsked, tripwireIsUsed } from './emails.ts';
import { judgingOf } from './fixtures.ts';
import { askFolded } from './folded.ts';
import type { MailWatch } from './mail.ts';
import { perform } from './perform.ts';
import { type Body, bodies } from './requirement.ts';
import type { Run } from './run.ts';
import { sendForUser } from './user-limit.ts';

/**
 * Asks once more, after the last probe: is each control that was accepted still answered, and does the tripwire user
 * exist? The first is asked about an unknown user, so that no e-mail follows, and about the user where that answer or a
 * refusal may have another reason; the second is the run's very last request.
 */
export async function close(run: Run): Promise<void> {
  const { values, keyring, ledger, build, selection, mail } = run;
  const isAsked = ledger.builds().some(({ at }) => at === 'closing');
  if (build !== undefined && !isAsked) ledger.addBuild({ at: 'closing', ...(await build.ask()) });
  const sender = run.sender('closing');
  const mailFree = values.NEXUS_MAIL_FREE === true;
  const accepted = controlsIn(ledger.exchanges(), values).filter((control) => control.accepted);
  if (values.NEXUS_UNKNOWN_USER_ID !== undefined) {
    const ask = async ({ alternative }: Control) => {
      const good = {
        case: alternative.id,
        title: alternative.title,
        credentials: goodCredentials(alternative, keyring),
        expects: 'acceptance',
      } as const;
      const { response } = await sender.send({ ...good, user: 'unknown' });
      const mayBeAboutTheUser = response?.status === 401 || response?.status === 403;
      if (mayBeAboutTheUser && !mailFree) await sender.send(good);
    };
    await Promise.all(accepted.map(ask));
  }
  const first = accepted[0]?.alternative;
  if (!first) return;
  const toldMailFree = values.NEXUS_PROFILE !== 'certify' && accepted.some((control) => control.mailFree);
  const isJudged = selection.selected.includes('robustness/still-serves') && !mailFree && !toldMailFree;
  const sendFor = async (user: 'user' | 'tripwire' | 'bystander', by: Alternative): Promise<Exchange | undefined> => {
    let sent: Exchange | undefined;
    await whereJudgeable(async () => {
      const title = `${by.title}, for the ${user === 'tripwire' ? 'tripwire user' : user}`;
      const credentials = goodCredentials(by, keyring);
      sent = await sendForUser(run, sender, { case: user, title, credentials, expects: 'acceptance', user });
    });
    return sent?.response?.status === 204 ? sent : undefined;
  };
  if (isJudged || isInDoubt(ledger.exchanges())) await sendFor('user', first);
  if (mail) await closeMail(run, mail, accepted, sendFor);
  else if (tripwireIsUsed(values)) await sendFor('tripwire', first);
}

/**
 * Looks back at the mailboxes. The token pair's e-mail was the opening's, so that the last word is that of the last alternative;
 * where it brings none, the first one tells whether that is for the way in, or whether the tripwire user can get no e-mail.
 */
async function closeMail(
  run: Run,
  mail: MailWatch,
  accepted: readonly Control[],
  sendFor: (user: 'tripwire' | 'bystander', by: Alternative) => Promise<Exchange | undefined>,
): Promise<void> {
  const { values, ledger } = run;
  const [opened] = accepted;
  if (opened?.exchange.response?.status === 204) {
    const own = await mail.await('user', opened.exchange);
    if (own?.letter !== undefined) await askFolded(run, mail, opened.alternative);
  }
  await mail.waitQuietly();
  const letters = () => mailOf(ledger.mail(), 'letter');
  const before = letters();
  if (tripwireIsUsed(values)) {
    for (const { alternative } of accepted.toReversed()) {
      mail.noteControl();
      const sent = await sendFor('tripwire', alternative);
      const awaited = sent && (await mail.await('tripwire', sent, before));
      if (!awaited || awaited.letter !== undefined) break;
    }
  }
  const isUnseen = mailOf(ledger.mail(), 'baseline').some(({ seesAllRecipients }) => !seesAllRecipients);
  if (opened && bystanderIsAsked(values) && (isUnseen || values.NEXUS_PROFILE === 'certify')) {
    const others = letters();
    const sent = await sendFor('bystander', opened.alternative);
    if (sent) await mail.await('bystander', sent, others);
  }
  await mail.end();
  takeBackUnproven(run);
}

/** That a mailbox stayed empty was judged before anything had shown that the tripwire user can get an e-mail. */
function takeBackUnproven({ ledger }: Run): void {
  const id: RequirementId = 'http/safe-methods-send-nothing';
  const record = ledger.outcomes().findLast((outcome) => outcome.id === id);
  if (record?.outcome !== 'passed') return;
  const doubt = unproven({ record: ledger.exchanges(), mail: ledger.mail() });
  if (doubt) ledger.addOutcome({ ...record, outcome: doubt.outcome, findings: [...record.findings, doubt] });
}

/**
 * Probes once more what could not be judged for a reason of the network's, then closes. Does it where no process has begun to:
 * what has been sent is not sent again.
 */
export async function closeOnce(run: Run): Promise<void> {
  const isClosed = run.ledger.exchanges().some(({ intent }) => intent.purpose === 'closing');
  if (isClosed) return;
  // Where no good request was accepted there is nothing to ask once more.
  if (controlsIn(run.ledger.exchanges(), run.values).some(({ accepted }) => accepted)) await probeOnceMore(run);
  await close(run);
}

async function probeOnceMore(run: Run): Promise<void> {
  await whereJudgeable(async () => {
    for (const [id, body] of bodies) {
      // Who has fallen silent is left alone.
      assertAnswering(run.ledger.exchanges());
      await probeAgain(run, id, body);
    }
  });
}

/** The cases that got no answer, or a gateway's own. */
async function probeAgain(run: Run, id: RequirementId, body: Body): Promise<void> {
  const { phase, once }: Requirement = requirements[id];
  const record = run.ledger.outcomes().findLast((outcome) => outcome.id === id);
  if (record?.outcome !== 'inconclusive' || phase === 'closing' || once) return;
  const open = record.findings.filter(({ outcome }) => outcome === 'inconclusive');
  if (!open.every((finding) => isOfTheNetwork(finding, run.ledger.exchanges()))) return;
  const cases = open.flatMap((finding) => finding.case ?? []);
  const [judging, settled] =
    cases.length === open.length && cases.every((name) => name.startsWith(`${id}#`))
      ? [judgingOf(run, id, cases), record.findings.filter((finding) => !open.includes(finding))]
      : [judgingOf(run, id), []];
  await perform(run, judging, () => body(judging.fixtures), settled);
}

function isOfTheNetwork({ cause, exchange: id }: Finding, exchanges: readonly Exchange[]): boolean {
  const response = exchanges.find((one) => one.id === id)?.response;
  return cause === 'network' || (response !== undefined && isGatewaysOwn(response));
}
