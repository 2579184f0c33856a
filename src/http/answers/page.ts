import type { ServerResponse } from 'node:http';
import { h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { HasFiles } from '../../../views/account/sections.js';
import type { Section } from '../../../views/frame/sections.js';
import type { Viewer } from '../../../views/frame/viewer.js';
import { Layout } from '../../../views/layout.js';
import { readVersion } from '../../config/version.js';
import { type Person, requestContext } from '../../telemetry/request-context.js';
import { ADMINS } from '../guards/groups.js';
import { pageAssets } from './assets.js';
import { send } from './send.js';

const HTML = 'text/html';

/** The sections that there are. The bar at the top leads to these and to no others. */
const SECTIONS: readonly Section[] = ['home', 'account', 'admin'];
const version = readVersion();

interface PageOptions {
  section?: Section;
}

/** Sends a whole page: `content` in the layout that all pages share, with the frame of who looks at it. */
export function sendPage(
  response: ServerResponse,
  title: string,
  content: VNode,
  { section }: PageOptions = {},
): void {
  const { person, hasFiles = false } = requestContext.getStore() ?? {};
  const viewer = person && viewerOf(person);
  const frame = { ...pageAssets, version, viewer, section, sections: SECTIONS };
  const children = h(HasFiles.Provider, { value: hasFiles, children: content });
  const page = Layout({ title, ...frame, children });
  send(response, HTML, `<!doctype html>${render(page)}`);
}

/** Sends a part of a page, for htmx to swap in. */
export function sendFragment(response: ServerResponse, content: VNode): void {
  send(response, HTML, render(content));
}

const viewerOf = (user: Person): Viewer => ({
  id: user.sub,
  name: nameOf(user),
  admin: user.groups.includes(ADMINS),
});

/** What a person is called on a page. Cognito's own user names are UUIDs where one signs in by e-mail. */
export const nameOf = ({ email, username }: Person): string =>
  email || (isReadable(username) ? username : 'Your account');

/** Whether a user name says anything to a person. */
export const isReadable = (username: string): boolean => !UUID.test(username);

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
