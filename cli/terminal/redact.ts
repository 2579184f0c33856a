/** Shorter than any real one, and long enough not to be a part of ordinary words. */
const SHORTEST = 4;

/** Remembers what was typed in secret, and takes it out of what is about to be printed. */
export class Redactor {
  private readonly secrets = new Set<string>();

  readonly hide = (secret: string | undefined): void => {
    if (secret !== undefined && secret.length >= SHORTEST) this.secrets.add(secret);
  };

  readonly clean = (text: string): string =>
    [...this.secrets].reduce((cleaned, secret) => cleaned.replaceAll(secret, '[hidden]'), text);
}
