import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  FILE_NOTICES,
  type FileNotice,
  FileDeletion,
  FilesPage,
  type FileRow,
} from '../../../views/account/files.js';
import { OwnFiles, type OwnFile } from '../../cognito/own-files.js';
import { idTokenOf } from '../../cognito/token-set.js';
import { CONFIG, type Config } from '../../config/config.js';
import { pagePolicy } from '../../http/answers/content-policy.js';
import { NoticeCookie } from '../../http/answers/notice-cookie.js';
import { sendFragment, sendPage } from '../../http/answers/page.js';
import { SignedIn as ForSignedIn } from '../../http/guards/route-marks.js';
import { readForm } from '../../http/requests/form.js';
import { wantsFragment } from '../../http/requests/request-kind.js';
import { type EventFields, Events } from '../../telemetry/events.js';
import { type SignedIn, signedInOf } from '../../tokens/signed-in.js';
import { named, whose } from '../../tokens/tokens.js';
import { fileIdOf, pathIn } from './file-id.js';
import {
  ENDINGS,
  isTaken,
  MAX_FILE_BYTES,
  MAX_FILES,
  nameOfFile,
  uploadProblem,
} from './upload-rules.js';

const PATH = '/account/files';
const REFUSED_FORM = 422;
/** For this long after an upload its address says that it has just happened. */
const JUST_NOW_MS = 600_000;

const formSchema = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('upload'),
    name: z.string(),
    size: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  }),
  z.object({ step: z.literal('delete'), file: z.string() }),
]);
type UploadWish = Extract<z.infer<typeof formSchema>, { step: 'upload' }>;

/** A person's own files. They go from the browser to the bucket and back, and never through here. */
@ForSignedIn()
@Controller(PATH)
export class FilesController {
  private readonly policy: string;
  private readonly here: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly files: OwnFiles,
    private readonly notices: NoticeCookie,
    private readonly events: Events,
  ) {
    this.policy = pagePolicy(config, { sendsFiles: true });
    this.here = config.publicUrl + PATH;
  }

  /** `key`: what was uploaded just now, as the bucket says it when it sends the browser back. */
  @Get()
  async page(
    @Query('key') key: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const idToken = idTokenOf(signedInOf(request).tokens);
    const files = await this.files.list(idToken);
    const uploaded =
      typeof key === 'string' ? await this.justUploaded(idToken, files, key) : undefined;
    const notice = this.notices.take(request, response, FILE_NOTICES);
    const form =
      files.length < MAX_FILES
        ? await this.files.uploadForm(idToken, { size: [1, MAX_FILE_BYTES], redirect: this.here })
        : undefined;
    response.set('Content-Security-Policy', this.policy);
    const rules = { endings: ENDINGS, maxBytes: MAX_FILE_BYTES, maxFiles: MAX_FILES };
    const page = FilesPage({
      files: files.map(rowOf),
      uploaded: uploaded && rowOf(uploaded),
      form,
      rules,
      notice,
      now: Date.now(),
    });
    sendPage(response, 'Files', page, { section: 'account' });
  }

  @Get(':file')
  async download(
    @Param('file') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const signedIn = signedInOf(request);
    const file = await this.find(signedIn, id);
    if (!file || !isTaken(file.name)) {
      this.leave(response, 'file-gone');
      return;
    }
    const idToken = idTokenOf(signedIn.tokens);
    const url = await this.files.downloadUrl(idToken, file.path, nameOfFile(file.name));
    this.record('file.download_allowed', signedIn);
    response.redirect(303, url);
  }

  /** Asks back. */
  @Get(':file/delete')
  async deletion(
    @Param('file') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.find(signedInOf(request), id);
    if (!file) {
      this.leaveGone(request, response);
      return;
    }
    const deletion = FileDeletion(rowOf(file));
    if (wantsFragment(request)) sendFragment(response, deletion);
    else sendPage(response, 'Delete a file', deletion, { section: 'account' });
  }

  @Post()
  async change(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = await readForm(request, response, formSchema);
    const signedIn = signedInOf(request);
    if (form.step === 'upload') await this.allowUpload(signedIn, form, response);
    else await this.delete(signedIn, form.file, request, response);
  }

  /** For the script of the page: a form for one file of this name and size. */
  private async allowUpload(
    signedIn: SignedIn,
    { name, size }: UploadWish,
    response: Response,
  ): Promise<void> {
    const idToken = idTokenOf(signedIn.tokens);
    const { length: count } = await this.files.list(idToken);
    const message = uploadProblem({ name, size }, count);
    if (message !== undefined) {
      response.status(REFUSED_FORM).json({ message });
      return;
    }
    const form = await this.files.uploadForm(idToken, {
      name: nameOfFile(name),
      size: [size, size],
    });
    this.record('file.upload_allowed', signedIn);
    response.status(200).json(form);
  }

  private async delete(
    signedIn: SignedIn,
    id: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    const file = await this.find(signedIn, id);
    if (!file) {
      this.leaveGone(request, response);
      return;
    }
    await this.files.delete(idTokenOf(signedIn.tokens), file.path);
    this.record('file.deleted', signedIn);
    this.leave(response, 'file-deleted', request);
  }

  private async find(signedIn: SignedIn, id: string): Promise<OwnFile | undefined> {
    const path = pathIn(id);
    return path === undefined ? undefined : this.files.find(idTokenOf(signedIn.tokens), path);
  }

  private async justUploaded(
    idToken: string,
    files: readonly OwnFile[],
    key: string,
  ): Promise<OwnFile | undefined> {
    const path = await this.files.pathOf(idToken, key);
    const file = files.find((candidate) => candidate.path === path);
    return file && Date.now() - file.modifiedAt < JUST_NOW_MS ? file : undefined;
  }

  private leaveGone(request: Request, response: Response): void {
    this.leave(response, 'file-gone', request);
  }

  /** To the list, which says how it went. */
  private leave(response: Response, notice: FileNotice, request?: Request): void {
    this.notices.leave(response, notice);
    if (request && wantsFragment(request)) response.status(200).set('HX-Redirect', PATH).end();
    else response.redirect(303, PATH);
  }

  private record(event: FileEvent, { session }: SignedIn): void {
    this.events.record(event, named(whose(session)));
  }
}

type FileEvent = Extract<keyof EventFields, `file.${string}`>;

const rowOf = ({ path, name, size, modifiedAt }: OwnFile): FileRow => ({
  id: fileIdOf(path),
  name: nameOfFile(name),
  size,
  modifiedAt,
  isTaken: isTaken(name),
});
