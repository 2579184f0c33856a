import type { Response } from 'express';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { Layout } from '../../../views/layout.js';
import { pageAssets } from './assets.js';

/** Sends a whole page: `content` in the layout that all pages share. */
export function sendPage(response: Response, title: string, content: VNode): void {
  const page = Layout({ title, ...pageAssets, children: content });
  response.type('html').send(`<!doctype html>${render(page)}`);
}

/** Sends a part of a page, for htmx to swap in. */
export function sendFragment(response: Response, content: VNode): void {
  response.type('html').send(render(content));
}
