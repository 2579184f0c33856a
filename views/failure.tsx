export interface FailureProps {
  title: string;
  advice: string;
  /** What the sign-in service itself said. */
  quote?: string | undefined;
  requestId: string | undefined;
}

/** Something that didn't work, where a part of a page was asked for. */
export const FailureNotice = ({ title, advice, requestId }: FailureProps) => (
  <article>
    <p>
      <strong>{title}</strong>
    </p>
    <p>{advice}</p>
    <RequestId id={requestId} />
  </article>
);

/** Something that didn't work, as a page. */
export const FailurePage = ({ title, advice, quote, requestId }: FailureProps) => (
  <>
    <h1>{title}</h1>
    {quote && (
      <figure>
        <figcaption>The sign-in service says:</figcaption>
        <blockquote>{quote}</blockquote>
      </figure>
    )}
    <p>{advice}</p>
    <p>
      <a href="/">Go to the home page</a>
    </p>
    <RequestId id={requestId} />
  </>
);

const RequestId = ({ id }: { id: string | undefined }) =>
  id ? (
    <p>
      <small>
        Request id <code>{id}</code>
      </small>
    </p>
  ) : null;
