import * as z from 'zod';
import { TransportError } from '../transport.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

const MAX_FORMAT_BYTES = 4_096;

/** What the folder of a project is; a later minor version only adds what this one may ignore. */
const Format = z.object({
  format: z.literal('clutch-collab'),
  major: z.number().int(),
  minor: z.number().int(),
  projectId: z.string(),
});

const MAJOR = 1;

/**
 * Proves that the project's folder is there and of this version; founds it where this machine has never seen it. Rejects
 * with `future-version`; with a `ShareError` `gone` where it was there before and is not now, because then an empty mount
 * point must not be taken for the share.
 */
export async function openFormat(
  project: string,
  self: string,
  layout: Layout,
  share: ShareFiles,
  local: LocalFiles,
): Promise<void> {
  let bytes = await share.read(layout.format, MAX_FORMAT_BYTES);
  const isFirst = (await local.read('attached')) === null;
  if (bytes === null && !isFirst) {
    throw new ShareError('gone', `${layout.format} is not there any more.`);
  }
  await share.makeFolders([...layout.folders, layout.tmp(self)]);
  if (bytes !== null) check(bytes, project, layout);
  if (isFirst) {
    // Also where it is there already: whoever founded it may have died before its name was durable.
    const text = JSON.stringify({ format: 'clutch-collab', major: MAJOR, minor: 0, projectId: project });
    await share.publish(layout.format, Buffer.from(`${text}\n`));
    bytes = await share.read(layout.format, MAX_FORMAT_BYTES);
  }
  check(bytes, project, layout);
  await local.write('attached', Buffer.from('1\n'));
}

function check(bytes: Uint8Array | null, project: string, layout: Layout): void {
  if (bytes === null) throw new ShareError('failed', `${layout.format} cannot be read yet.`);
  const format = parse(bytes);
  if (format?.projectId !== project) {
    throw new TransportError('not-startable', `${layout.format} is not that of ${project}. Choose another folder.`);
  }
  if (format.major > MAJOR) {
    const text = `${layout.root} is of version ${format.major}, which this CLUTCH does not know. Install a newer one.`;
    throw new TransportError('future-version', text);
  }
}

function parse(bytes: Uint8Array): z.infer<typeof Format> | null {
  try {
    return Format.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return null;
  }
}
