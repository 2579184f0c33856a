import { Details, Identifier } from './components/details.js';
import { Status } from './components/status.js';

export interface FailureProps {
  title: string;
  advice: string;
  /** What the sign-in service itself said. */
  quote?: string | undefined;
  requestId: string | undefined;
}

/** Something that didn't work, where a part of a page was asked for. */
export const FailureNotice = ({ title, advice, requestId }: FailureProps) => (
  <Status kind="danger" title={title}>
    <p>{advice}</p>
    <RequestId id={requestId} />
  </Status>
);

/** Something that didn't work, as a page. */
export const FailurePage = ({ title, advice, quote, requestId }: FailureProps) => (
  <div class="narrow stack">
    <div class="page-header">
      <h1>{title}</h1>
      <p class="quiet">{advice}</p>
    </div>
    {quote && (
      <figure class="quote">
        <figcaption class="quiet small">The sign-in service says:</figcaption>
        <blockquote>{quote}</blockquote>
      </figure>
    )}
    <div class="actions">
      <a class="button primary" href="/">
        Go to the home page
      </a>
    </div>
    <RequestId id={requestId} />
  </div>
);

const RequestId = ({ id }: { id: string | undefined }) =>
  id ? (
    <Details>
      <p class="small">
        Request id <Identifier>{id}</Identifier>
      </p>
    </Details>
  ) : null;
