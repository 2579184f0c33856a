/** What some file system doesn't take in a name: a browser may leave out all of a name for one of them. */
const NOT_IN_NAMES = /[\p{Cc}"*/:<>?\\|]/gu;
/** What a quoted string of a header can hold without being escaped, and old programs read. */
const NOT_PLAIN = /[^\w .()+,=@~-]/gu;
/** RFC 8187 §3.2.1: what `encodeURIComponent` leaves and `ext-value` doesn't take. */
const NOT_EXTENDED = /['()*]/gu;

/**
 * `Content-Disposition` of what is to be saved and never shown (RFC 6266). `name` can hold anything:
 * what can't be in a name is replaced, and older programs get what of it is plain.
 */
export function attachment(name: string): string {
  const saved = name.toWellFormed().replaceAll(NOT_IN_NAMES, '_');
  const plain = saved.replaceAll(NOT_PLAIN, '_');
  const extended = encodeURIComponent(saved).replaceAll(
    NOT_EXTENDED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended}`;
}
