import type { ServerResponse } from 'node:http';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { Layout } from '../../../views/layout.js';
import { pageAssets } from './assets.js';
import { send } from './send.js';

const HTML = 'text/html';

/** Sends a whole page: `content` in the layout that all pages share. */
export function sendPage(response: ServerResponse, title: string, content: VNode): void {
  const page = Layout({ title, ...pageAssets, children: content });
  send(response, HTML, `<!doctype html>${render(page)}`);
}

/** Sends a part of a page, for htmx to swap in. */
export function sendFragment(response: ServerResponse, content: VNode): void {
  send(response, HTML, render(content));
}
