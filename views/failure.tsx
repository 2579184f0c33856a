export interface FailureProps {
  title: string;
  advice: string;
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
export const FailurePage = ({ title, advice, requestId }: FailureProps) => (
  <>
    <h1>{title}</h1>
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
