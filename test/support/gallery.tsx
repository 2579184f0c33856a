import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type Request, type Response, Router } from 'express';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { pageAssets } from '../../src/http/answers/assets.js';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { wantsFragment } from '../../src/http/requests/request-kind.js';
import { Confirmation } from '../../views/components/confirmation.js';
import { Identifier } from '../../views/components/details.js';
import { Field, type FieldProblem, Form } from '../../views/components/form.js';
import { Setting, Settings } from '../../views/components/settings.js';
import { Badge, Status } from '../../views/components/status.js';
import { Empty, Pager, RowMenu, Search, Table } from '../../views/components/table.js';
import { Ago } from '../../views/components/time.js';
import { Layout } from '../../views/layout.js';

const MINUTE = 60_000;

/** The pages of the gallery, each under `/gallery/`. */
export const GALLERY = ['settings', 'name', 'refused', 'delete', 'people', 'nobody', 'statuses'];

type UserOf = (request: Request) => { readonly sub: string } | undefined;

/** Adds the gallery to the product, for who is signed in there. */
export const addGallery = (app: NestExpressApplication) =>
  app.use(
    '/gallery',
    gallery(({ session }) => session.user),
  );

/**
 * The parts that pages are made of, as pages that work, for who is signed in. To be looked at, and to be
 * tried: what is sent is held to rules and kept nowhere.
 */
export function gallery(userOf: UserOf): Router {
  const router = Router();
  router.use((request, _response, next) => {
    next(userOf(request) ? undefined : new RequestFailed('not_signed_in'));
  });
  router.use(express.urlencoded({ extended: false }));

  const page = (request: Request, response: Response, title: string, content: VNode) => {
    const viewer = {
      id: userOf(request)?.sub ?? '',
      name: 'grace.hopper@example.com',
      admin: true,
    };
    const sections = ['home', 'account', 'admin'] as const;
    const frame = {
      ...pageAssets,
      version: '0.0.0',
      viewer,
      section: 'account' as const,
      sections,
    };
    const html = Layout({ title, ...frame, children: content });
    response.type('html').send(`<!doctype html>${render(html)}`);
  };
  /** A part of a page for htmx, and the same as a page for everybody else. */
  const part = (
    request: Request,
    response: Response,
    title: string,
    content: VNode,
    heading?: VNode,
  ) => {
    if (wantsFragment(request)) response.type('html').send(render(content));
    else page(request, response, title, <div class="narrow stack">{[heading, content]}</div>);
  };

  router.get('/settings', (request, response) => {
    page(request, response, 'Settings', <SettingsPage />);
  });
  router.get('/name', (request, response) => {
    part(request, response, 'Change your name', <NameSetting open />, <h1>Change your name</h1>);
  });
  router.get('/refused', (request, response) => {
    page(request, response, 'New account', <RefusedPage />);
  });
  router.post('/name', (request, response) => {
    const problems = problemsOf(request.body);
    if (problems.length > 0) {
      response.status(422);
      const form = <NameForm problems={problems} />;
      part(request, response, 'Change your name', form, <h1>Change your name</h1>);
    } else if (wantsFragment(request)) {
      const saved = <Status kind="success" title="Your name has been changed" />;
      part(request, response, 'Changed', saved);
    } else response.redirect(303, '/gallery/settings');
  });
  router.get('/fails', (_request, _response, next) => {
    next(new RequestFailed('provider_unavailable'));
  });
  router.get('/delete', (request, response) => {
    part(request, response, 'Delete your account?', <Deletion />);
  });
  router.post('/delete', (request, response) => {
    part(request, response, 'Deleted', <Status kind="success" title="Nothing was deleted" />);
  });
  router.get('/people', (request, response) => {
    page(request, response, 'People', <PeoplePage search={request.query['search']} />);
  });
  router.get('/nobody', (request, response) => {
    page(request, response, 'People', <NobodyPage />);
  });
  router.get('/statuses', (request, response) => {
    page(request, response, 'Statuses', <StatusesPage />);
  });
  return router;
}

function problemsOf(body: object): FieldProblem[] {
  const name = 'name' in body ? body.name : undefined;
  const isGiven = typeof name === 'string' && name.trim() !== '';
  return isGiven ? [] : [{ field: 'name', message: 'Enter your name' }];
}

const SettingsPage = () => (
  <div class="narrow stack">
    <div class="page-header">
      <h1>Profile</h1>
      <p class="quiet">Who you are here, and how we reach you.</p>
    </div>
    <Settings>
      <NameSetting />
      <Setting
        id="email"
        title="E-mail"
        about="You sign in with it, and get codes there."
        value="grace.hopper@example.com"
        action={{ label: 'Change', href: '/gallery/name' }}
      />
      <Setting
        id="password"
        title="Password"
        about="At least 12 characters, and used nowhere else."
        value="Changed 3 months ago"
        action={{ label: 'Change', href: '/gallery/fails' }}
      />
    </Settings>
    <Settings danger>
      <Setting
        id="account"
        title="Delete your account"
        about="Your profile, your files and your sessions go for good."
        action={{ label: 'Delete…', href: '/gallery/delete', danger: true, asksBack: true }}
      />
    </Settings>
  </div>
);

const NameSetting = ({ open = false }) => (
  <Setting
    id="name-setting"
    title="Name"
    about="How you are greeted."
    {...(open ? {} : { value: 'Grace Hopper', action: { label: 'Change', href: '/gallery/name' } })}
  >
    {open && <NameForm problems={[]} />}
  </Setting>
);

const NameForm = ({ problems }: { problems: readonly FieldProblem[] }) => (
  <Form action="/gallery/name" submit="Save" cancel="/gallery/settings" problems={problems}>
    <Field
      name="name"
      label="Your name"
      value={problems.length > 0 ? '' : 'Grace Hopper'}
      autocomplete="name"
      problems={problems}
    />
    <Field
      name="password"
      label="Your password"
      hint="So that we know it is you."
      autocomplete="current-password"
      secret
    />
  </Form>
);

function RefusedPage() {
  const problems = [
    { field: 'email', message: 'Enter an e-mail address, such as name@example.com' },
    { field: 'code', message: 'This code has expired. Ask for a new one' },
  ];
  return (
    <div class="narrow stack">
      <h1>New account</h1>
      <Form action="/gallery/name" submit="Create the account" problems={problems}>
        <Field name="email" label="E-mail" value="grace@" inputMode="email" problems={problems} />
        <Field
          name="code"
          label="Code"
          hint="Six digits, from the mail that we have just sent."
          value="123456"
          autocomplete="one-time-code"
          inputMode="numeric"
          problems={problems}
        />
      </Form>
    </div>
  );
}

const Deletion = () => (
  <Confirmation
    title="Delete your account?"
    consequences={[
      'You are signed out everywhere, at once.',
      'Your profile and your files are deleted. Nobody can bring them back.',
    ]}
    submit="Delete my account"
    action="/gallery/delete"
    cancel="/gallery/settings"
  />
);

const PEOPLE = [
  ['alice@example.com', 'active', 2],
  ['bob@example.com', 'active', 75],
  ['charlotte.montgomery-featherstonehaugh@subsidiary.example.com', 'invited', 4000],
  ['dave@example.com', 'disabled', 90_000],
] as const;
const KINDS = { active: 'success', invited: 'warning', disabled: 'danger' } as const;

function PeoplePage({ search }: { search: unknown }) {
  const now = Date.UTC(2026, 10, 26, 12);
  const rows = PEOPLE.map(([email, state, minutes]) => ({
    id: email,
    cells: [
      email,
      <Badge key={state} kind={KINDS[state]}>
        {state}
      </Badge>,
      state === 'active' ? 'Authenticator app' : 'None',
      <Ago key="seen" at={now - minutes * MINUTE} now={now} />,
    ],
    menu: (
      <RowMenu label={`Actions for ${email}`}>
        <a href="/gallery/people">Open</a>
        <a href="/gallery/people">Reset the password</a>
        <a href="/gallery/delete" class="danger">
          Disable…
        </a>
      </RowMenu>
    ),
  }));
  return (
    <div class="stack">
      <h1>People</h1>
      <Search
        action="/gallery/people"
        label="Search by e-mail"
        value={typeof search === 'string' ? search : ''}
      />
      <Table caption="People" columns={['E-mail', 'State', 'Factor', 'Last seen']} rows={rows} />
      <Pager next="/gallery/people" previous="/gallery/people">
        21 to 24 of 153
      </Pager>
    </div>
  );
}

const NobodyPage = () => (
  <div class="stack">
    <h1>People</h1>
    <Empty title="Nobody yet">
      <p>Whoever signs up, or is invited by you, stands here.</p>
      <a class="button primary" href="/gallery/name">
        Invite somebody
      </a>
    </Empty>
  </div>
);

const StatusesPage = () => (
  <div class="narrow stack">
    <h1>Statuses</h1>
    <Status kind="success" title="Your password has been changed">
      <p>Your other sessions have ended.</p>
    </Status>
    <Status kind="info" title="A code is on its way">
      <p>Look for a mail to grace.hopper@example.com.</p>
    </Status>
    <Status kind="warning">
      <p>This is your last way to sign in. Set up another before you remove it.</p>
    </Status>
    <Status kind="danger" title="The sign-in service can’t be reached">
      <p>
        Nothing was changed. Try again in a moment, and report it with{' '}
        <Identifier>0f9c2d1e</Identifier> if it happens again.
      </p>
    </Status>
  </div>
);
