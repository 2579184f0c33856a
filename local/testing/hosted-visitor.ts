import { parseSetCookie } from 'cookie';

/** Someone at the hosted pages, without a screen: keeps cookies, follows redirects, sends forms. */
export class HostedVisitor {
  readonly cookies = new Map<string, string>();

  /** @param application the origin at which a visit ends: nothing answers there */
  constructor(private readonly application: string) {}

  async open(url: string): Promise<HostedPage> {
    return this.load(url);
  }

  /** Sends the form of a page, with all its hidden fields unless told otherwise. */
  async submit(page: HostedPage, fields: Record<string, string>): Promise<HostedPage> {
    return this.load(page.action, { _csrf: page.csrf, ...fields });
  }

  private async load(start: string, form?: Record<string, string>): Promise<HostedPage> {
    let [url, body] = [start, form];
    for (let redirects = 0; redirects < 10; redirects += 1) {
      if (new URL(url).origin === this.application) return new HostedPage(url, 0, '');
      const response = await this.send(url, body);
      const location = response.headers.get('location');
      if (location === null) return new HostedPage(url, response.status, await response.text());
      [url, body] = [new URL(location, url).href, undefined];
    }
    throw new Error(`Too many redirects: ${url}`);
  }

  private async send(url: string, form: Record<string, string> | undefined): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie },
      redirect: 'manual',
    });
    for (const header of response.headers.getSetCookie()) {
      const { name, value } = parseSetCookie(header);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }
}

/** A page as its reader sees it, or the address at the application where a visit ended. */
export class HostedPage {
  constructor(
    readonly url: string,
    readonly status: number,
    readonly html: string,
  ) {}

  get title(): string {
    return this.first(/<h1>([^<]*)</u);
  }

  get alert(): string {
    return this.first(/role="alert"[^>]*>([^<]*)</u);
  }

  get notice(): string {
    return this.first(/role="status"[^>]*>([^<]*)</u);
  }

  get totpSecret(): string {
    return this.first(/id="totp-secret">([A-Z2-7]+)</u);
  }

  get action(): string {
    return new URL(this.first(/<form [^>]*action="([^"]*)"/u), this.url).href;
  }

  get csrf(): string {
    return this.first(/name="_csrf" value="([^"]*)"/u);
  }

  /** What a field of the form holds. */
  field(name: string): string {
    return this.first(new RegExp(`<input(?=[^>]* name="${name}")[^>]* value="([^"]*)"`, 'u'));
  }

  /** The language that the page says it is in. */
  get language(): string {
    return this.first(/<html lang="([^"]*)"/u);
  }

  /** The address of a link, by its text. */
  link(text: string): string {
    return new URL(this.first(new RegExp(`href="([^"]*)"[^>]*>${text}<`, 'u')), this.url).href;
  }

  get parameters(): URLSearchParams {
    return new URL(this.url).searchParams;
  }

  private first(pattern: RegExp): string {
    return (pattern.exec(this.html)?.[1] ?? '').replaceAll('&amp;', '&').replaceAll('&quot;', '"');
  }
}
