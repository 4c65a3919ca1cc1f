import { createTransport } from 'nodemailer';
import type { Letter } from './letter.ts';
import type { Nexus } from './nexus.ts';
import { linkOf } from './reset-page.ts';

/** Where an SMTP server takes e-mails. */
export interface Smtp {
  readonly host: string;
  readonly port: number;
}

/** Who carries e-mails from the outbox to an SMTP server. */
export interface Post {
  /** Takes along what came into the outbox since the last time. What cannot be delivered is lost. */
  collect(): void;
  /** Waits for what is under way, a second at most. */
  close(): Promise<void>;
}

/** `origin`: of the reset page, to which links lead. */
export function openPost(nexus: Nexus, origin: string, smtp: Smtp): Post {
  // Among themselves mail servers encrypt where they can, whoever the other one is (RFC 7435).
  const transport = createTransport({
    ...smtp,
    pool: true,
    maxConnections: 1,
    maxMessages: Number.POSITIVE_INFINITY,
    tls: { rejectUnauthorized: false },
  });
  const { outbox, openResets } = nexus.world;
  const underWay = new Set<Promise<void>>();
  let collected = 0;
  const deliver = (letter: Letter): void => {
    const delivery = transport
      .sendMail({ ...letter })
      .catch(() => {})
      .then(() => void underWay.delete(delivery));
    underWay.add(delivery);
  };
  return {
    collect() {
      const mails = outbox.slice(collected);
      collected = outbox.length;
      for (const { token } of mails) {
        const reset = openResets.get(token);
        if (reset) nexus.posts(nexus.composes(reset, linkOf(origin, token)), deliver);
      }
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const second = new Promise((resolve) => {
        timer = setTimeout(resolve, 1000);
      });
      await Promise.race([Promise.all(underWay), second]);
      clearTimeout(timer);
      transport.close({ force: true });
    },
  };
}
