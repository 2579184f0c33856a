/** An error of S3: a stable code, and a text for whoever reads it. */
export class S3Error extends Error {
  override readonly name = 'S3Error';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What S3 tells besides, by the names of its elements. */
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** S3 says the same whether something isn't there or isn't for the caller. */
export const accessDenied = (message = 'Access Denied') =>
  new S3Error(403, 'AccessDenied', message);

export const xmlOf = ({ code, message, details }: S3Error, requestId: string): string =>
  xml('Error', { Code: code, Message: message, ...details, RequestId: requestId });

/** A flat document. */
export const xml = (root: string, elements: Readonly<Record<string, string>>): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    root,
    Object.entries(elements)
      .map(([name, text]) => element(name, escaped(text)))
      .join(''),
  )}`;

export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** What XML 1.0 can't hold at all is written as S3 writes it, and no parser takes it (AWS: "encoding-type"). */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"\p{Cc}]/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
