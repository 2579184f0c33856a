/** What the API answered to `GET /hello`. */
export interface Hello {
  message: string;
  sub: string;
  username: string;
  email?: string | undefined;
  admin: boolean;
}

/** The API's greeting: a fragment of the home page, and the whole of a page of its own. */
export const HelloCard = ({ message, sub, username, email, admin }: Hello) => (
  <article>
    <p>
      <strong>{message}</strong>
    </p>
    <dl>
      <Row term="Subject" value={sub} />
      <Row term="Username" value={username} />
      {email && <Row term="E-mail" value={email} />}
      <Row term="Administrator" value={admin ? 'yes' : 'no'} />
    </dl>
  </article>
);

const Row = ({ term, value }: { term: string; value: string }) => (
  <div>
    <dt>{term}</dt>
    <dd>{value}</dd>
  </div>
);

/** The same for a browser without scripts. */
export const HelloPage = (hello: Hello) => (
  <>
    <h1>The API’s answer</h1>
    <div id="api-response">
      <HelloCard {...hello} />
    </div>
    <p>
      <a href="/">Back to the home page</a>
    </p>
  </>
);
