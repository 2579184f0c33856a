import { Details, Fact, Identifier } from './components/details.js';

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
  <>
    <p>
      <strong>{message}</strong>
    </p>
    <dl class="facts">
      {email && <Fact term="E-mail">{email}</Fact>}
      <Fact term="Administrator">{admin ? 'Yes' : 'No'}</Fact>
    </dl>
    <Details>
      <dl class="facts small">
        <Fact term="Subject">
          <Identifier>{sub}</Identifier>
        </Fact>
        <Fact term="Username">
          <Identifier>{username}</Identifier>
        </Fact>
      </dl>
    </Details>
  </>
);

/** The same for a browser without scripts. */
export const HelloPage = (hello: Hello) => (
  <div class="narrow stack">
    <h1>The API’s answer</h1>
    <div class="card" id="api-response">
      <HelloCard {...hello} />
    </div>
    <p>
      <a href="/">Back to the home page</a>
    </p>
  </div>
);
