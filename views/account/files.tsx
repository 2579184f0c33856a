import { Confirmation } from '../components/confirmation.js';
import { Icon } from '../components/icon.js';
import { Badge, Status } from '../components/status.js';
import { Empty, Table } from '../components/table.js';
import { Ago } from '../components/time.js';
import { sizeInWords } from '../words/size.js';
import { AccountFrame } from './frame.js';

const PATH = '/account/files';

/** One of a person's files. */
export interface FileRow {
  readonly id: string;
  /** Fit to be shown. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** In ms since the epoch. */
  readonly modifiedAt: number;
  /** Whether its type is one of those that are taken: without scripts nobody looks before it is there. */
  readonly isTaken: boolean;
}

/** How something went that one did to a file. */
export const FILE_NOTICES = ['file-deleted', 'file-gone'] as const;
export type FileNotice = (typeof FILE_NOTICES)[number];

const NOTICES = {
  'file-deleted': { kind: 'success', title: 'The file is deleted' },
  'file-gone': { kind: 'info', title: 'That file isn’t there any more' },
} as const;

/** What may be uploaded. */
interface Rules {
  readonly endings: readonly string[];
  readonly maxBytes: number;
  readonly maxFiles: number;
}

interface FilesProps {
  files: readonly FileRow[];
  /** The one that has just come. */
  uploaded: FileRow | undefined;
  /** Where the browser sends a file to, and what along with it. None where there are as many as may be. */
  form: { readonly url: string; readonly fields: Readonly<Record<string, string>> } | undefined;
  rules: Rules;
  notice: FileNotice | undefined;
  now: number;
}

export const FilesPage = ({ files, uploaded, form, rules, notice, now }: FilesProps) => (
  <AccountFrame section="files" title="Files" about="Yours alone: nobody else here can see them.">
    {notice && <Status {...NOTICES[notice]} />}
    {uploaded && <Uploaded file={uploaded} />}
    {form ? (
      <UploadForm form={form} rules={rules} />
    ) : (
      <Status kind="info" title={`No more than ${rules.maxFiles} files are kept`}>
        <p>Delete one of them to upload another.</p>
      </Status>
    )}
    {files.length > 0 ? (
      <FileTable files={files} now={now} />
    ) : (
      <Empty title="No files yet">
        <p>What you upload stands here.</p>
      </Empty>
    )}
  </AccountFrame>
);

const Uploaded = ({ file: { name, isTaken } }: { file: FileRow }) =>
  isTaken ? (
    <Status kind="success" title={`${name} is uploaded`} />
  ) : (
    <Status kind="warning" title={`${name} isn’t of a type that is taken`}>
      <p>It can’t be downloaded. Delete it, and choose another one.</p>
    </Status>
  );

/**
 * Sends a file to the bucket, and not to us: by itself, where the bucket then sends the browser back, and
 * with scripts as `upload.js` does it, which asks for fields of its own.
 */
const UploadForm = ({
  form: { url, fields },
  rules,
}: Required<Pick<FilesProps, 'rules'>> & { form: NonNullable<FilesProps['form']> }) => (
  <form
    class="form card upload"
    action={url}
    method="post"
    encType="multipart/form-data"
    data-uploads={PATH}
    data-broken="The upload broke off. Check your connection, then upload it again: your choice is kept."
    data-refused="The file wasn’t taken. Upload it again in a moment."
    data-canceled="You stopped the upload. Nothing of the file is kept."
  >
    {Object.entries(fields).map(([name, value]) => (
      <input key={name} type="hidden" name={name} value={value} />
    ))}
    <div class="field">
      <label for="file">New file</label>
      <p class="hint" id="file-hint">
        {`A document, table, picture or ZIP archive of up to ${sizeInWords(rules.maxBytes)}.`}
      </p>
      <p class="error" id="file-error" role="alert" hidden>
        <Icon name="warning" />
        <span />
      </p>
      {/* What follows it isn't read. */}
      <input
        id="file"
        name="file"
        type="file"
        required
        accept={rules.endings.map((ending) => `.${ending}`).join(',')}
        aria-describedby="file-hint file-error"
      />
    </div>
    <div class="upload-progress" hidden>
      <progress max="1" value="0" aria-label="How much of the file is uploaded" />
      <span aria-hidden="true" />
    </div>
    <div class="actions">
      <button class="button primary">Upload</button>
      <button type="button" class="button" data-cancels hidden>
        Cancel
      </button>
    </div>
  </form>
);

const FileTable = ({ files, now }: Pick<FilesProps, 'files' | 'now'>) => (
  <Table
    caption="Your files"
    columns={['Name', 'Size', 'Uploaded']}
    rows={files.map(({ id, name, size, modifiedAt, isTaken }) => ({
      id,
      cells: [
        isTaken ? (
          <a key="name" href={`${PATH}/${id}`}>
            <span class="unseen">Download </span>
            <bdi>{name}</bdi>
          </a>
        ) : (
          <>
            <bdi>{name}</bdi> <Badge kind="warning">Not taken</Badge>
          </>
        ),
        sizeInWords(size),
        <Ago key="uploaded" at={modifiedAt} now={now} />,
      ],
      menu: (
        <a
          class="button quiet"
          href={`${PATH}/${id}/delete`}
          hx-get={`${PATH}/${id}/delete`}
          hx-target="#dialog"
          hx-swap="innerHTML"
        >
          Delete<span class="unseen">{` ${name}`}</span>
        </a>
      ),
    }))}
  />
);

/** Asks back before a file is deleted. */
export const FileDeletion = ({ id, name }: Pick<FileRow, 'id' | 'name'>) => (
  <Confirmation
    title={`Delete ${name}?`}
    consequences={['You can’t get it back by yourself.']}
    submit="Delete the file"
    action={PATH}
    cancel={PATH}
  >
    <input type="hidden" name="step" value="delete" />
    <input type="hidden" name="file" value={id} />
  </Confirmation>
);
