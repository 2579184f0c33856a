import type { MailPurpose } from './account.js';

/** A mail, with what Cognito would put in the place of `{####}`: a code, or a temporary password. */
export interface Mail {
  to: string;
  kind: 'code' | 'temporary password';
  subject: string;
  text: string;
  code: string;
}

const KEPT = 1000;

const SUBJECTS: Record<MailPurpose | 'sign-in', [subject: string, text: string]> = {
  'sign-up': ['Your verification code', 'Your confirmation code is'],
  email: ['Your verification code', 'Your verification code is'],
  'sign-in': ['Your sign-in code', 'Your sign-in code is'],
  password: ['Your password reset code', 'Your password reset code is'],
};

export function codeMail(to: string, purpose: keyof typeof SUBJECTS, code: string): Mail {
  const [subject, text] = SUBJECTS[purpose];
  return { to, kind: 'code', subject, text: `${text} ${code}`, code };
}

export const invitation = (to: string, name: string, password: string): Mail => ({
  to,
  kind: 'temporary password',
  subject: 'Your temporary password',
  text: `Your username is ${name} and temporary password is ${password}`,
  code: password,
});

/** Where all mails arrive, whoever they are for. They end with the process. */
export class Mailbox {
  private mails: Mail[] = [];

  /** @param announce gets each mail as a line of text */
  constructor(private readonly announce: (line: string) => void) {}

  deliver(mail: Mail): void {
    this.mails = [mail, ...this.mails].slice(0, KEPT);
    this.announce(`mail to ${mail.to}: ${mail.kind} ${mail.code}`);
  }

  /** The newest first. @param to of one person alone, in any case */
  list(to?: string): Mail[] {
    const wanted = to?.toLowerCase();
    return this.mails.filter((mail) => wanted === undefined || mail.to.toLowerCase() === wanted);
  }
}
